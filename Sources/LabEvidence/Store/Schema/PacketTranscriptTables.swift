extension Schema {
  /// Packet transcripts and what was said of them.
  static let packetTranscriptTables = """
    CREATE TABLE packet_transcript (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      -- Those with the same one were judged together; judging again makes a higher one.
      judgement INTEGER NOT NULL CHECK (judgement > 0),
      -- Where it stood among those of the notebook that was judged with.
      number INTEGER NOT NULL CHECK (number > 0),
      -- CLOCK_REALTIME, ns since 1970.
      judged_at INTEGER NOT NULL,
      line INTEGER NOT NULL,
      -- HOST:INTERFACE, or HOST:* for all of a host's.
      place TEXT NOT NULL,
      filter TEXT,
      during TEXT,
      expected_failure TEXT,
      answer TEXT NOT NULL
        CHECK (answer IN ('met', 'missed', 'inconclusive', 'not applicable')),
      reason TEXT NOT NULL,
      -- Expected and seen packets, a line each, after a sign: - is only expected, + only seen.
      difference TEXT NOT NULL,
      PRIMARY KEY (run, judgement, number)
    ) STRICT, WITHOUT ROWID;

    """
}
