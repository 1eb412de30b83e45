extension Schema {
  /// Version 1: what ran where, and what its steps printed.
  static let runTables1 = """
    -- A notebook's text, kept once however often it runs.
    CREATE TABLE notebook (
      sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
      content BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE kernel (
      number INTEGER PRIMARY KEY,
      release TEXT NOT NULL,
      version TEXT NOT NULL,
      machine TEXT NOT NULL,
      configuration_sha256 TEXT CHECK (length(configuration_sha256) = 64),
      -- The options that are on, one a line, without CONFIG_.
      options TEXT,
      UNIQUE (release, version, machine),
      CHECK ((options IS NULL) = (configuration_sha256 IS NULL))
    ) STRICT;

    -- A program's file; the same path with another size or time is another one.
    CREATE TABLE program (
      number INTEGER PRIMARY KEY,
      path TEXT NOT NULL,
      device INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      size INTEGER NOT NULL CHECK (size >= 0),
      modified INTEGER NOT NULL,
      sha256 TEXT CHECK (length(sha256) = 64),
      UNIQUE (path, device, inode, size, modified)
    ) STRICT;

    CREATE TABLE run (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
      notebook TEXT NOT NULL REFERENCES notebook (sha256),
      path TEXT NOT NULL,
      title TEXT NOT NULL,
      labbook TEXT NOT NULL,
      backend TEXT NOT NULL,
      kernel INTEGER NOT NULL REFERENCES kernel (number),
      hostname TEXT NOT NULL,
      processors INTEGER NOT NULL CHECK (processors > 0),
      seed INTEGER,
      -- The pcap filter that narrowed the capture; NULL where all was captured.
      capture_filter TEXT,
      status TEXT NOT NULL
        CHECK (status IN ('running', 'finished', 'interrupted', 'blocked', 'crashed')),
      reason TEXT,
      start INTEGER NOT NULL,
      start_wall INTEGER NOT NULL,
      duration INTEGER CHECK (duration >= 0),
      -- Who writes it: a run whose writer is gone is not running, whatever its status says.
      writer_process INTEGER NOT NULL,
      writer_start INTEGER NOT NULL,
      writer_boot TEXT NOT NULL,
      writer_namespace INTEGER NOT NULL,
      -- How its sandbox was made; NULL where it never stood.
      identifiers TEXT,
      shell TEXT,
      killed INTEGER CHECK (killed >= 0),
      -- Whether the packets' numbers are in order of time.
      is_sorted INTEGER NOT NULL DEFAULT 1 CHECK (is_sorted IN (0, 1)),
      is_indexed INTEGER NOT NULL DEFAULT 0 CHECK (is_indexed IN (0, 1))
    ) STRICT;

    CREATE TABLE parameter (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      PRIMARY KEY (run, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE tool (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number > 0),
      name TEXT NOT NULL,
      -- NULL where the command is not on PATH.
      program INTEGER REFERENCES program (number),
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;

    -- What holds a limit of the sandbox.
    CREATE TABLE sandbox_limit (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number > 0),
      name TEXT NOT NULL,
      holder TEXT NOT NULL,
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;

    -- What the sandbox had to do without.
    CREATE TABLE sandbox_note (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number > 0),
      text TEXT NOT NULL,
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE host (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number > 0),
      name TEXT NOT NULL,
      origin TEXT NOT NULL CHECK (origin IN ('planned', 'named', 'found')),
      appeared INTEGER NOT NULL,
      gone INTEGER,
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE step (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number > 0),
      block INTEGER NOT NULL CHECK (block > 0),
      block_id TEXT,
      index_in_block INTEGER NOT NULL CHECK (index_in_block > 0),
      host TEXT NOT NULL,
      command TEXT NOT NULL,
      line INTEGER NOT NULL,
      -- Why it did not run; NULL where it did.
      skipped TEXT,
      is_passed_over INTEGER NOT NULL DEFAULT 0 CHECK (is_passed_over IN (0, 1)),
      PRIMARY KEY (run, number),
      CHECK (skipped IS NOT NULL OR NOT is_passed_over)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE attempt (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      step INTEGER NOT NULL,
      attempt INTEGER NOT NULL CHECK (attempt > 0),
      -- 0 where its host was not there.
      host INTEGER NOT NULL,
      started INTEGER NOT NULL,
      exited INTEGER,
      ended INTEGER,
      ending TEXT CHECK (ending IN ('exited', 'shell ended', 'timed out', 'host missing')),
      status INTEGER,
      settled TEXT CHECK (settled IN ('idle', 'quiet', 'limit')),
      leaks INTEGER NOT NULL DEFAULT 0 CHECK (leaks >= 0),
      user_time INTEGER NOT NULL DEFAULT 0,
      system_time INTEGER NOT NULL DEFAULT 0,
      met INTEGER CHECK (met IN (0, 1)),
      miss TEXT,
      first_packet INTEGER,
      last_packet INTEGER,
      PRIMARY KEY (run, number),
      FOREIGN KEY (run, step) REFERENCES step (run, number) ON DELETE CASCADE,
      CHECK ((first_packet IS NULL) = (last_packet IS NULL)),
      CHECK (first_packet <= last_packet),
      CHECK ((ended IS NULL) = (ending IS NULL))
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE output (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      attempt INTEGER NOT NULL,
      stream TEXT NOT NULL CHECK (stream IN ('stdout', 'stderr', 'merged')),
      time INTEGER NOT NULL,
      content BLOB NOT NULL,
      PRIMARY KEY (run, number),
      FOREIGN KEY (run, attempt) REFERENCES attempt (run, number) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    -- Bytes that were read and dropped at the output limit.
    CREATE TABLE output_cut (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      attempt INTEGER NOT NULL,
      stream TEXT NOT NULL CHECK (stream IN ('stdout', 'stderr', 'merged')),
      time INTEGER NOT NULL,
      size INTEGER NOT NULL CHECK (size >= 0),
      PRIMARY KEY (run, number),
      FOREIGN KEY (run, attempt) REFERENCES attempt (run, number) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    -- The words of each attempt's output; a row's id is run << 32 | attempt.
    CREATE VIRTUAL TABLE output_text USING fts5 (content, content = '');

    """
}
