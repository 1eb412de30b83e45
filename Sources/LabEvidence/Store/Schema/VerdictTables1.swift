extension Schema {
  /// Version 1: claims and what was said of them.
  static let verdictTables1 = """
    -- A claim as it was judged: another text or another expectation is another claim.
    CREATE TABLE claim (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number > 0),
      identity TEXT NOT NULL,
      text TEXT NOT NULL,
      is_published INTEGER NOT NULL CHECK (is_published IN (0, 1)),
      expected_failure TEXT,
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE verdict (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      -- Verdicts with the same one were made together; judging again makes a higher one.
      judgement INTEGER NOT NULL CHECK (judgement > 0),
      -- CLOCK_REALTIME, ns since 1970.
      judged_at INTEGER NOT NULL,
      claim INTEGER NOT NULL,
      -- Where the claim stood in the notebook that was judged with.
      claim_number INTEGER NOT NULL,
      line INTEGER NOT NULL,
      answer TEXT NOT NULL
        CHECK (answer IN ('holds', 'refuted', 'inconclusive', 'not applicable')),
      reason TEXT NOT NULL,
      PRIMARY KEY (run, number),
      FOREIGN KEY (run, claim) REFERENCES claim (run, number) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    -- The rows that decided a verdict, most telling first.
    CREATE TABLE evidence (
      run INTEGER NOT NULL,
      verdict INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      table_name TEXT NOT NULL
        CHECK (
          table_name IN (
            'attempt', 'output', 'packet', 'link_event', 'address_event', 'route_event',
            'neighbour_event', 'socket_event', 'counter_event', 'fence', 'loss', 'host')),
      row_number INTEGER NOT NULL,
      PRIMARY KEY (run, verdict, number),
      FOREIGN KEY (run, verdict) REFERENCES verdict (run, number) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    """
}
