extension Schema {
  /// Version 4: runs on a kernel of their own, in a machine.
  static let machineTables = """
    -- What the user called the kernel (`6.12`); NULL on the machine's running one.
    ALTER TABLE run ADD COLUMN kernel_label TEXT;

    -- Whether labbook made the claim itself, as it does for every run in a machine.
    ALTER TABLE claim ADD COLUMN is_implicit INTEGER NOT NULL DEFAULT 0
      CHECK (is_implicit IN (0, 1));

    -- `time` is when the line was read, negative for one from before the sandbox stood; `stamp` is
    -- the kernel's own, in ns since it started.
    ALTER TABLE kernel_log ADD COLUMN source TEXT NOT NULL DEFAULT 'record'
      CHECK (source IN ('record', 'console'));
    ALTER TABLE kernel_log ADD COLUMN stamp INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE machine (
      run INTEGER NOT NULL PRIMARY KEY REFERENCES run (number) ON DELETE CASCADE,
      accelerator TEXT NOT NULL CHECK (accelerator IN ('kvm', 'tcg', 'uml')),
      emulator TEXT NOT NULL,
      -- In bytes.
      memory INTEGER NOT NULL,
      processors INTEGER NOT NULL,
      -- Whether it was resumed from a snapshot, not booted.
      is_resumed INTEGER NOT NULL CHECK (is_resumed IN (0, 1)),
      -- From the emulator's start until the guest answered, in ns.
      start_duration INTEGER NOT NULL
    ) STRICT;

    -- The guest kernel's taint bits when the sandbox stood, and whenever they changed.
    CREATE TABLE taint (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number > 0),
      time INTEGER NOT NULL,
      -- The bits of an unsigned number.
      value INTEGER NOT NULL,
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;

    -- How a machine was lost.
    CREATE TABLE crash (
      run INTEGER NOT NULL PRIMARY KEY REFERENCES run (number) ON DELETE CASCADE,
      kind TEXT NOT NULL
        CHECK (kind IN ('panic', 'hang', 'lost agent', 'boot timeout', 'emulator exit')),
      message TEXT NOT NULL,
      -- The last lines of the console, a line feed after each.
      tail TEXT NOT NULL
    ) STRICT;

    -- Troubles of the kernel that its notebook says are no warnings: fingerprints or /REGEX/.
    CREATE TABLE kernel_ignore (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number > 0),
      pattern TEXT NOT NULL,
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;

    -- Verdicts may rest on more tables now; a CHECK cannot be changed in place.
    CREATE TABLE evidence4 (
      run INTEGER NOT NULL,
      verdict INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      table_name TEXT NOT NULL
        CHECK (
          table_name IN (
            'attempt', 'output', 'packet', 'link_event', 'address_event', 'route_event',
            'neighbour_event', 'socket_event', 'counter_event', 'fence', 'loss', 'host',
            'kernel_log', 'taint')),
      row_number INTEGER NOT NULL,
      PRIMARY KEY (run, verdict, number),
      FOREIGN KEY (run, verdict) REFERENCES verdict (run, number) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    INSERT INTO evidence4 SELECT run, verdict, number, table_name, row_number FROM evidence;
    DROP TABLE evidence;
    ALTER TABLE evidence4 RENAME TO evidence;

    """
}
