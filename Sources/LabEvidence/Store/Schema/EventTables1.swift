extension Schema {
  /// Version 1: what changed in the kernel, and when.
  static let eventTables1 = """
    CREATE TABLE link_event (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      host INTEGER NOT NULL,
      earliest INTEGER NOT NULL,
      time INTEGER NOT NULL,
      is_initial INTEGER NOT NULL CHECK (is_initial IN (0, 1)),
      ifindex INTEGER, name TEXT, kind TEXT, hardware_type INTEGER, flags INTEGER,
      operational_state INTEGER, has_carrier INTEGER, mtu INTEGER, address BLOB,
      master INTEGER, link INTEGER, link_namespace INTEGER, link_host INTEGER, qdisc TEXT,
      old_ifindex INTEGER, old_name TEXT, old_kind TEXT, old_hardware_type INTEGER,
      old_flags INTEGER, old_operational_state INTEGER, old_has_carrier INTEGER,
      old_mtu INTEGER, old_address BLOB, old_master INTEGER, old_link INTEGER,
      old_link_namespace INTEGER, old_link_host INTEGER, old_qdisc TEXT,
      PRIMARY KEY (run, number),
      FOREIGN KEY (run, host) REFERENCES host (run, number) ON DELETE CASCADE,
      CHECK (ifindex IS NOT NULL OR old_ifindex IS NOT NULL)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE address_event (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      host INTEGER NOT NULL,
      earliest INTEGER NOT NULL,
      time INTEGER NOT NULL,
      is_initial INTEGER NOT NULL CHECK (is_initial IN (0, 1)),
      ifindex INTEGER, address TEXT, prefix_length INTEGER, scope INTEGER, flags INTEGER,
      label TEXT,
      old_ifindex INTEGER, old_address TEXT, old_prefix_length INTEGER, old_scope INTEGER,
      old_flags INTEGER, old_label TEXT,
      PRIMARY KEY (run, number),
      FOREIGN KEY (run, host) REFERENCES host (run, number) ON DELETE CASCADE,
      CHECK (ifindex IS NOT NULL OR old_ifindex IS NOT NULL)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE route_event (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      host INTEGER NOT NULL,
      earliest INTEGER NOT NULL,
      time INTEGER NOT NULL,
      is_initial INTEGER NOT NULL CHECK (is_initial IN (0, 1)),
      family INTEGER, table_number INTEGER, destination TEXT, type INTEGER, scope INTEGER,
      protocol INTEGER, metric INTEGER, preferred_source TEXT, mtu INTEGER, nexthops TEXT,
      old_family INTEGER, old_table_number INTEGER, old_destination TEXT, old_type INTEGER,
      old_scope INTEGER, old_protocol INTEGER, old_metric INTEGER, old_preferred_source TEXT,
      old_mtu INTEGER, old_nexthops TEXT,
      PRIMARY KEY (run, number),
      FOREIGN KEY (run, host) REFERENCES host (run, number) ON DELETE CASCADE,
      CHECK (family IS NOT NULL OR old_family IS NOT NULL),
      CHECK (nexthops IS NULL OR json_valid(nexthops)),
      CHECK (old_nexthops IS NULL OR json_valid(old_nexthops))
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE neighbour_event (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      host INTEGER NOT NULL,
      earliest INTEGER NOT NULL,
      time INTEGER NOT NULL,
      is_initial INTEGER NOT NULL CHECK (is_initial IN (0, 1)),
      ifindex INTEGER, address TEXT, link_address BLOB, state INTEGER, flags INTEGER,
      old_ifindex INTEGER, old_address TEXT, old_link_address BLOB, old_state INTEGER,
      old_flags INTEGER,
      PRIMARY KEY (run, number),
      FOREIGN KEY (run, host) REFERENCES host (run, number) ON DELETE CASCADE,
      CHECK (ifindex IS NOT NULL OR old_ifindex IS NOT NULL)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE rule_event (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      host INTEGER NOT NULL,
      earliest INTEGER NOT NULL,
      time INTEGER NOT NULL,
      is_initial INTEGER NOT NULL CHECK (is_initial IN (0, 1)),
      family INTEGER, priority INTEGER, source TEXT, destination TEXT, input_interface TEXT,
      output_interface TEXT, mark INTEGER, table_number INTEGER, action INTEGER,
      old_family INTEGER, old_priority INTEGER, old_source TEXT, old_destination TEXT,
      old_input_interface TEXT, old_output_interface TEXT, old_mark INTEGER,
      old_table_number INTEGER, old_action INTEGER,
      PRIMARY KEY (run, number),
      FOREIGN KEY (run, host) REFERENCES host (run, number) ON DELETE CASCADE,
      CHECK (family IS NOT NULL OR old_family IS NOT NULL)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE socket_event (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      fence INTEGER NOT NULL CHECK (fence > 0),
      host INTEGER NOT NULL,
      time INTEGER NOT NULL,
      family INTEGER, protocol INTEGER, local_address TEXT, local_port INTEGER,
      remote_address TEXT, remote_port INTEGER, state INTEGER, inode INTEGER,
      old_family INTEGER, old_protocol INTEGER, old_local_address TEXT, old_local_port INTEGER,
      old_remote_address TEXT, old_remote_port INTEGER, old_state INTEGER, old_inode INTEGER,
      PRIMARY KEY (run, number),
      FOREIGN KEY (run, host) REFERENCES host (run, number) ON DELETE CASCADE,
      CHECK (family IS NOT NULL OR old_family IS NOT NULL)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE counter_event (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      fence INTEGER NOT NULL CHECK (fence > 0),
      host INTEGER NOT NULL,
      time INTEGER NOT NULL,
      -- 0 for a counter of the whole host.
      ifindex INTEGER NOT NULL,
      name TEXT NOT NULL,
      -- The bits of unsigned numbers.
      value INTEGER NOT NULL,
      old_value INTEGER NOT NULL,
      PRIMARY KEY (run, number),
      FOREIGN KEY (run, host) REFERENCES host (run, number) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE fence (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number > 0),
      -- 0 before the first step, for a wait and at the end.
      step INTEGER NOT NULL,
      attempt INTEGER NOT NULL,
      time INTEGER NOT NULL,
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE loss (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      host INTEGER NOT NULL,
      source TEXT NOT NULL CHECK (source IN ('capture', 'netlink')),
      -- 0 where nobody knows how many.
      count INTEGER NOT NULL CHECK (count >= 0),
      since INTEGER NOT NULL,
      time INTEGER NOT NULL,
      PRIMARY KEY (run, number),
      FOREIGN KEY (run, host) REFERENCES host (run, number) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE kernel_log (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number > 0),
      time INTEGER NOT NULL,
      level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
      text TEXT NOT NULL,
      PRIMARY KEY (run, number)
    ) STRICT, WITHOUT ROWID;

    """
}
