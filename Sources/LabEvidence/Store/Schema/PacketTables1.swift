extension Schema {
  /// Version 1: interfaces and the packets that crossed them.
  static let packetTables1 = """
    -- An interface under one name: a rename ends a row and begins another.
    CREATE TABLE interface (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL CHECK (number > 0),
      host INTEGER NOT NULL,
      ifindex INTEGER NOT NULL,
      name TEXT NOT NULL,
      hardware_type INTEGER NOT NULL,
      appeared INTEGER NOT NULL,
      gone INTEGER,
      PRIMARY KEY (run, number),
      FOREIGN KEY (run, host) REFERENCES host (run, number) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    -- One crossing of one interface. The bytes are in packet_chunk.
    CREATE TABLE packet (
      run INTEGER NOT NULL,
      number INTEGER NOT NULL,
      host INTEGER NOT NULL,
      interface INTEGER NOT NULL,
      -- sll_pkttype of packet(7): 4 is sent, the others are received.
      direction INTEGER NOT NULL CHECK (direction BETWEEN 0 AND 4),
      time INTEGER NOT NULL,
      -- The kernel's stamp is run.start_wall + time + wall_shift.
      wall_shift INTEGER NOT NULL,
      length INTEGER NOT NULL,
      ethertype INTEGER,
      vlan INTEGER,
      protocol TEXT,
      source TEXT,
      destination TEXT,
      source_port INTEGER,
      destination_port INTEGER,
      tcp_flags INTEGER,
      -- Of ICMP and ICMPv6; the operation of ARP.
      type INTEGER,
      ip_id INTEGER,
      PRIMARY KEY (run, number),
      FOREIGN KEY (run, interface) REFERENCES interface (run, number) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    -- The captured bytes of the packets first ... first + count - 1, compressed with zstd: for each its
    -- size (LEB128) and its bytes.
    CREATE TABLE packet_chunk (
      run INTEGER NOT NULL REFERENCES run (number) ON DELETE CASCADE,
      first INTEGER NOT NULL CHECK (first > 0),
      count INTEGER NOT NULL CHECK (count > 0),
      -- How far off the packets' times can be, in ns.
      clock_error INTEGER NOT NULL CHECK (clock_error >= 0),
      -- Bytes before compression.
      size INTEGER NOT NULL CHECK (size >= count),
      content BLOB NOT NULL,
      PRIMARY KEY (run, first)
    ) STRICT, WITHOUT ROWID;

    """
}
