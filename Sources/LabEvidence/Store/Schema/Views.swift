extension Schema {
  /// Version 5: tables for people, with names for numbers and times in seconds.
  ///
  /// Their names are plurals, those of what is stored are not.
  static let views = viewsOfRuns + viewsOfNetwork

  /// What ran, and what was said of it.
  private static let viewsOfRuns = """
    CREATE VIEW runs AS
    SELECT run.number, run.id, run.path, run.title, run.status, run.reason,
      kernel.release AS kernel, run.kernel_label, run.backend, run.hostname,
      strftime('%Y-%m-%dT%H:%M:%fZ', run.start_wall / 1000000000.0, 'unixepoch') AS started,
      run.duration / 1000000000.0 AS duration_s,
      (SELECT group_concat(name || '=' || value, ' ') FROM parameter
        WHERE parameter.run = run.number) AS parameters,
      (SELECT original FROM control WHERE control.run = run.number) AS control_of,
      run.seed, run.capture_filter, run.labbook
    FROM run JOIN kernel ON kernel.number = run.kernel;

    CREATE VIEW steps AS
    SELECT step.run, step.number, step.block, step.block_id, step.host, step.command, step.line,
      step.skipped, attempt.attempt, attempt.started / 1000000000.0 AS started_s,
      attempt.exited / 1000000000.0 AS exited_s, attempt.ended / 1000000000.0 AS ended_s,
      attempt.ending, attempt.status, attempt.met, attempt.miss, attempt.first_packet,
      attempt.last_packet
    FROM step LEFT JOIN attempt ON attempt.run = step.run AND attempt.step = step.number;

    CREATE VIEW outputs AS
    SELECT output.run, output.number, attempt.step, attempt.attempt, step.host, output.stream,
      output.time / 1000000000.0 AS time_s, CAST(output.content AS TEXT) AS text, output.content
    FROM output
      JOIN attempt ON attempt.run = output.run AND attempt.number = output.attempt
      JOIN step ON step.run = attempt.run AND step.number = attempt.step;

    CREATE VIEW claims AS
    SELECT claim.run, verdict.claim_number AS number, claim.text, verdict.answer, verdict.reason,
      claim.is_published, claim.is_implicit, claim.expected_failure, verdict.line,
      (SELECT group_concat(table_name || ' ' || row_number, '; ') FROM evidence
        WHERE evidence.run = verdict.run AND evidence.verdict = verdict.number) AS evidence,
      strftime('%Y-%m-%dT%H:%M:%fZ', verdict.judged_at / 1000000000.0, 'unixepoch') AS judged
    FROM verdict JOIN claim ON claim.run = verdict.run AND claim.number = verdict.claim
    WHERE verdict.judgement =
      (SELECT max(judgement) FROM verdict AS other WHERE other.run = verdict.run);

    CREATE VIEW kernel_messages AS
    SELECT run, number, time / 1000000000.0 AS time_s, stamp / 1000000000.0 AS stamp_s, level,
      source, text
    FROM kernel_log;

    """

  /// A colon after every byte of `column`'s link-layer address but the last.
  private static func linkAddress(_ column: String) -> String {
    let pairs = (0..<6).map { "substr(hex(\(column)), \(2 * $0 + 1), 2)" }
    return "CASE length(\(column)) WHEN 6 THEN lower(\(pairs.joined(separator: " || ':' || "))) "
      + "ELSE nullif(lower(hex(\(column))), '') END"
  }

  /// The name that an interface of the event's host had at the event's time, else its first one.
  private static func interfaceName(_ index: String) -> String {
    let names = """
      SELECT name FROM interface
          WHERE interface.run = event.run AND interface.host = event.host
            AND interface.ifindex = \(index)
      """
    return """
      coalesce(
          (\(names) AND interface.appeared <= event.time
          ORDER BY interface.appeared DESC LIMIT 1),
          (\(names) ORDER BY interface.appeared LIMIT 1))
      """
  }

  /// What stands behind `mark` in the first of a route's nexthops.
  ///
  /// Functions of JSON will not do: before SQLite 3.45 a schema that is not trusted may not use them.
  private static func nexthop(behind mark: String) -> String {
    let text = current("nexthops")
    return "substr(\(text), nullif(instr(\(text), '\(mark)'), 0) + \(mark.utf8.count))"
  }

  /// A view's beginning: what all changes have.
  ///
  /// `key` is a column that no object lacks.
  private static func changes(_ view: String, key: String) -> String {
    """
    CREATE VIEW \(view) AS
    SELECT event.run, event.number, host.name AS host, event.earliest / 1000000000.0 AS earliest_s,
      event.time / 1000000000.0 AS time_s, event.is_initial,
      CASE WHEN event.old_\(key) IS NULL THEN 'came' WHEN event.\(key) IS NULL THEN 'went'
        ELSE 'changed' END AS change,

    """
  }

  /// A view's end: the table of the changes.
  private static func from(_ table: String) -> String {
    """

    FROM \(table) AS event
      JOIN host ON host.run = event.run AND host.number = event.host;


    """
  }

  /// `name` as it is, or was where it went.
  private static func current(_ name: String) -> String {
    "coalesce(event.\(name), event.old_\(name))"
  }

  /// The network and its packets.
  private static let viewsOfNetwork =
    """
    CREATE VIEW hosts AS
    SELECT run, number, name, origin, appeared / 1000000000.0 AS appeared_s,
      gone / 1000000000.0 AS gone_s
    FROM host;

    CREATE VIEW interfaces AS
    SELECT interface.run, interface.number, host.name AS host, interface.name, interface.ifindex,
      interface.hardware_type, interface.appeared / 1000000000.0 AS appeared_s,
      interface.gone / 1000000000.0 AS gone_s
    FROM interface JOIN host ON host.run = interface.run AND host.number = interface.host;

    CREATE VIEW packets AS
    SELECT packet.run, packet.number, packet.time / 1000000000.0 AS time_s,
      (SELECT attempt.step FROM attempt
        WHERE attempt.run = packet.run AND packet.number BETWEEN first_packet AND last_packet
        LIMIT 1) AS step,
      host.name AS host, interface.name AS interface,
      CASE packet.direction WHEN 4 THEN 'leaving' ELSE 'entering' END AS direction,
      packet.length, packet.protocol, packet.source, packet.source_port, packet.destination,
      packet.destination_port, packet.tcp_flags, packet.type, packet.ip_id, packet.ethertype,
      packet.vlan
    FROM packet
      JOIN interface ON interface.run = packet.run AND interface.number = packet.interface
      JOIN host ON host.run = packet.run AND host.number = packet.host;


    """
    + changes("links", key: "ifindex")
      + """
        \(current("name")) AS name, \(current("ifindex")) AS ifindex, \(current("kind")) AS kind,
        event.flags & 1 AS up, event.has_carrier AS carrier, event.mtu,
        \(linkAddress("event.address")) AS address,
        \(interfaceName("nullif(event.master, 0)")) AS master, event.qdisc
      """
    + from("link_event")
    + changes("addresses", key: "ifindex")
      + """
        \(interfaceName(current("ifindex"))) AS interface,
        \(current("address")) AS address, \(current("prefix_length")) AS prefix_length,
        \(current("scope")) AS scope, \(current("label")) AS label
      """
    + from("address_event")
    + changes("routes", key: "family")
      + """
        \(current("family")) AS family, \(current("table_number")) AS table_number,
        \(current("destination")) AS destination,
        CASE \(current("type")) WHEN 1 THEN 'unicast' WHEN 2 THEN 'local' WHEN 3 THEN 'broadcast'
          WHEN 4 THEN 'anycast' WHEN 5 THEN 'multicast' WHEN 6 THEN 'blackhole'
          WHEN 7 THEN 'unreachable' WHEN 8 THEN 'prohibit' WHEN 9 THEN 'throw'
          ELSE CAST(\(current("type")) AS TEXT) END AS type,
        \(current("metric")) AS metric, \(current("preferred_source")) AS preferred_source,
        nullif(substr(\(nexthop(behind: "\"via\":\"")), 1,
          instr(\(nexthop(behind: "\"via\":\"")), '"') - 1), '') AS via,
        \(interfaceName("CAST(\(nexthop(behind: "\"dev\":")) AS INTEGER)")) AS interface,
        \(current("nexthops")) AS nexthops
      """
    + from("route_event")
    + changes("neighbours", key: "ifindex")
      + """
        \(interfaceName(current("ifindex"))) AS interface, \(current("address")) AS address,
        \(linkAddress("event.link_address")) AS link_address, \(current("state")) AS state
      """
    + from("neighbour_event")
}
