extension Schema {
  /// Runs that leave steps of another one out.
  static let controlTables = """
    -- A control of another run, which had the same notebook: it shows what hangs on a moment.
    CREATE TABLE control (
      run INTEGER NOT NULL PRIMARY KEY REFERENCES run (number) ON DELETE CASCADE,
      original INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      CHECK (run <> original)
    ) STRICT;

    """
}
