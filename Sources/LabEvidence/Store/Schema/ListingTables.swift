extension Schema {
  /// Version 6: what lists of runs, their filters, their search and their pages look up.
  static let listingTables = """
    -- Newest first, also among those with one value of a column.
    CREATE INDEX run_by_start ON run (start_wall, id);
    CREATE INDEX run_by_path ON run (path, start_wall, id);
    CREATE INDEX run_by_title ON run (title, start_wall, id);
    CREATE INDEX run_by_status ON run (status, start_wall, id);
    CREATE INDEX run_by_kernel ON run (kernel, start_wall, id);
    CREATE INDEX run_by_kernel_label ON run (kernel_label, start_wall, id)
      WHERE kernel_label IS NOT NULL;
    CREATE INDEX run_by_hostname ON run (hostname, start_wall, id);
    CREATE INDEX run_by_backend ON run (backend, start_wall, id);
    CREATE INDEX run_unindexed ON run (number) WHERE NOT is_indexed;
    CREATE INDEX control_by_original ON control (original);
    CREATE INDEX parameter_by_value ON parameter (name, value, run);
    CREATE INDEX verdict_by_answer ON verdict (answer, run);
    CREATE INDEX attempt_missed ON attempt (run) WHERE met = 0;
    CREATE INDEX packet_transcript_missed ON packet_transcript (run) WHERE answer = 'missed';

    -- The words of each step's command and output; a row's id is run << 32 | step. It is made anew, by
    -- whoever searches next.
    DROP TABLE output_text;
    CREATE VIRTUAL TABLE step_text USING fts5 (command, output, content = '');
    UPDATE run SET is_indexed = 0 WHERE is_indexed;

    """
}
