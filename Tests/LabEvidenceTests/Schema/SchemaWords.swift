/// What docs/schema.md says of each table, view and column: a name, a colon and a sentence, columns indented.
///
/// A column that is not here has what `commonColumns` says, and `old_NAME` is NAME before the change.
enum SchemaWords {
  static let commonColumns = """
    run: The run's number.
    number: Counts the rows of one run from 1.
    host: The number of the host.
    earliest: Since when it can have happened.
    time: When it happened, or was seen.
    is_initial: 1 for what was there when the sandbox stood.
    ifindex: The kernel's number of the interface.
    earliest_s: Since when it can have happened, in seconds.
    time_s: When it happened or was seen, in seconds.
    change: What happened: `came`, `changed` or `went`.
    appeared: When it came.
    gone: When it went; NULL where it did not.
    appeared_s: When it came, in seconds.
    gone_s: When it went, in seconds.
    judged_at: When it was judged: ns since 1970.
    judgement: Those with one number were judged together; the highest is the newest.
    """

  static let views = """
    runs: Every run, with what it ran on.
      number: The run's number in this file.
      id: Its id, the same in every file.
      path: The notebook's path as it was named.
      title: The notebook's title.
      status: `finished`, `interrupted`, `blocked`, `crashed`, or `running` until its writer says otherwise.
      reason: Why it did not finish.
      kernel: The kernel's release.
      kernel_label: What the user called the kernel; NULL on the machine's own.
      backend: What ran it: `namespaces`, `qemu` or `uml`.
      hostname: The machine's name.
      started: When it began, in UTC.
      duration_s: How long it took, in seconds.
      parameters: The values of its parameters, `NAME=VALUE`.
      control_of: The number of the run that it is a control of.
      seed: The seed of what it drew by lot.
      capture_filter: The pcap filter that narrowed the capture; NULL where all was captured.
      labbook: The version of labbook.
    steps: Every attempt of every step; a step that did not run has a row without an attempt.
      number: The step's number.
      block: The number of its block.
      block_id: The id of its block.
      host: The name of the host that it ran on.
      command: What was run.
      line: Its line in the notebook.
      skipped: Why it did not run; NULL where it did.
      attempt: Which attempt it is, from 1.
      started_s: When it began, in seconds.
      exited_s: When its shell was done with it, in seconds.
      ended_s: When all of it had settled, in seconds.
      ending: `exited`, `shell ended`, `timed out` or `host missing`.
      status: The exit status.
      met: 1 where it met its expectation, 0 where it missed, NULL where nothing was compared.
      miss: Why it missed.
      first_packet: The number of the first packet that came while it ran.
      last_packet: The number of the last one.
    outputs: What steps printed, piece by piece.
      step: The step's number.
      attempt: Which attempt printed it.
      host: The name of the host.
      stream: `stdout`, `stderr`, or `merged` where both went into one pipe.
      text: The piece as text.
      content: The piece byte for byte.
    claims: Each claim of a run with its newest verdict.
      number: Where it stands among the notebook's claims.
      text: The claim.
      answer: `holds`, `refuted`, `inconclusive` or `not applicable`.
      reason: Why.
      is_published: 1 for what somebody else claims, which does not count.
      is_implicit: 1 where labbook made the claim.
      expected_failure: Why it is expected not to hold.
      line: Its line in the notebook.
      evidence: The rows that decided it: tables and numbers.
      judged: When it was judged, in UTC.
    hosts: Every host of a run.
      name: Its name.
      origin: `planned` by the notebook, `named` by a step (`ip netns`), or `found`.
    interfaces: Every interface under one name: a rename ends a row and begins another.
      host: The name of its host.
      name: Its name.
      hardware_type: ARPHRD_ of if_arp.h: 1 is Ethernet, 772 loopback.
    packets: Every packet, once for each interface that it crossed.
      step: The step that ran when it came.
      host: The name of the host.
      interface: The name of the interface.
      direction: `leaving` or `entering` the host.
      length: Its length on the wire in bytes.
      protocol: The innermost protocol that is known: `tcp`, `udp`, `icmp`, `icmp6`, `arp`; else its number.
      source: The source address.
      source_port: The source port.
      destination: The destination address.
      destination_port: The destination port.
      tcp_flags: TCP's flags: 1 FIN, 2 SYN, 4 RST, 8 PSH, 16 ACK.
      type: The type of ICMP or ICMPv6, the operation of ARP.
      ip_id: IPv4's identification.
      ethertype: The EtherType: 2048 is IPv4, 34525 IPv6, 2054 ARP.
      vlan: The VLAN's number.
    links: Changes of interfaces; what went has its last name.
      host: The name of the host.
      name: The interface's name.
      kind: Its kind: `veth`, `bridge`; NULL for what needs none.
      up: 1 where it is up.
      carrier: 1 where it has a carrier.
      mtu: The largest packet that it sends, in bytes.
      address: Its link-layer address.
      master: The name of the bridge or bond that it is in.
      qdisc: Its queueing discipline.
    addresses: Changes of IP addresses.
      host: The name of the host.
      interface: The name of the interface.
      address: The address.
      prefix_length: The length of the network's prefix.
      scope: RT_SCOPE_ of rtnetlink(7): 0 is global, 253 link, 254 host.
      label: IPv4's label.
    routes: Changes of routes.
      host: The name of the host.
      family: 2 for IPv4, 10 for IPv6.
      table_number: The routing table: 254 is main, 255 local.
      destination: Where it leads, with the length of the prefix.
      type: `unicast`, `local`, `broadcast`, `unreachable` and so on.
      metric: The metric; the lowest wins.
      preferred_source: The source address that it prefers.
      via: The gateway of the first nexthop.
      interface: The interface of the first nexthop.
      nexthops: All nexthops, as JSON.
    neighbours: Changes of ARP's and IPv6's neighbours.
      host: The name of the host.
      interface: The name of the interface.
      address: The neighbour's IP address.
      link_address: Its link-layer address.
      state: NUD_ of rtnetlink(7): 2 is reachable, 4 stale, 32 failed, 64 needs none, 128 permanent.
    kernel_messages: The kernel's log of runs in a machine of their own.
      stamp_s: The kernel's own time stamp, in seconds since it started.
      level: The level, from 0 (emergency) to 7 (debug).
      source: `record` of /dev/kmsg, or `console`, for what came that way only.
      text: The line.
    """

  static let tablesOfRuns = """
    run: A notebook that ran once.
      number: Its number in this file, which is another one after a merge into another file.
      id: A UUIDv7 in lower case, the same in every file.
      notebook: The hash of its notebook.
      path: The notebook's path as it was named.
      title: The notebook's title.
      labbook: The version of labbook.
      backend: What ran it: `namespaces`, `qemu` or `uml`.
      kernel: The number of its kernel.
      hostname: The machine's name.
      processors: How many processors the machine has.
      seed: The seed of what it drew by lot.
      capture_filter: The pcap filter that narrowed the capture; NULL where all was captured.
      status: `running`, `finished`, `interrupted`, `blocked` or `crashed`.
      reason: Why it did not finish.
      start: When the sandbox stood: CLOCK_MONOTONIC.
      start_wall: The same instant in ns since 1970.
      duration: How long it took.
      writer_process: The process that writes it.
      writer_start: When that process began, in clock ticks since boot.
      writer_boot: The boot's random id.
      writer_namespace: The inode of that process's PID namespace.
      identifiers: `range` where many ids are mapped into the sandbox, `single` where one is; NULL where it never stood.
      shell: The path of its shell.
      killed: How many processes had to be killed at the end.
      is_sorted: 1 where the packets' numbers are in order of time.
      is_indexed: 1 where its output is in the index of words.
      kernel_label: What the user called the kernel; NULL on the machine's own.
    control: Runs that leave steps of another one out, to show what hangs on a moment.
      original: The number of the run that it is a control of.
    parameter: The values of a run's parameters.
      name: The parameter.
      value: Its value.
    notebook: Texts of notebooks, each kept once however often it runs.
      sha256: The SHA-256 of the text, in hexadecimal.
      content: The text, byte for byte.
    kernel: Kernels that runs ran on.
      number: Its number in this file.
      release: The release, as uname(2) says.
      version: The version, as uname(2) says.
      machine: The architecture, as uname(2) says.
      configuration_sha256: The SHA-256 of its configuration.
      options: The options that are on, one a line, without CONFIG_.
    program: Files of programs that runs could use.
      number: Its number in this file.
      path: Its path.
      device: Its device.
      inode: Its inode.
      size: Its size in bytes.
      modified: When it was changed: ns since 1970.
      sha256: The SHA-256 of its content.
    tool: The programs that a run's commands mean.
      name: The command.
      program: The number of the program; NULL where the command was not on PATH.
    sandbox_limit: What holds the limits of a run's sandbox.
      name: The limit.
      holder: What holds it.
    sandbox_note: What a run's sandbox had to do without.
      text: A sentence.
    host: Hosts of a run.
      name: Its name.
      origin: `planned` by the notebook, `named` by a step, or `found`.
    step: Steps of a run's notebook.
      block: The number of its block.
      block_id: The id of its block.
      index_in_block: Where it stands in its block, from 1.
      host: The name of its host.
      command: What is run.
      line: Its line in the notebook.
      skipped: Why it did not run; NULL where it did.
      is_passed_over: 1 where the `when=` of its block did not hold.
    attempt: Each time that a step ran.
      step: The step's number.
      attempt: Which attempt it is, from 1.
      host: The number of its host; 0 where that was not there.
      started: When it began.
      exited: When its shell was done with it.
      ended: When all of it had settled.
      ending: `exited`, `shell ended`, `timed out` or `host missing`.
      status: The exit status.
      settled: How it came to rest: `idle`, `quiet`, or at the `limit`.
      leaks: How many processes it left behind, or were killed.
      user_time: Processor time in its own code.
      system_time: Processor time in the kernel.
      met: 1 where it met its expectation, 0 where it missed, NULL where nothing was compared.
      miss: Why it missed.
      first_packet: The number of the first packet that came while it ran.
      last_packet: The number of the last one.
    output: What attempts printed, piece by piece.
      attempt: The number of the attempt's row.
      stream: `stdout`, `stderr` or `merged`.
      content: The bytes.
    output_cut: Output that was read and dropped at the limit.
      attempt: The number of the attempt's row.
      stream: `stdout`, `stderr` or `merged`.
      size: How many bytes.
    claim: Claims as they were judged: another text or expectation is another claim.
      identity: What a claim keeps from one notebook's version to the next.
      text: The claim.
      is_published: 1 for what somebody else claims, which does not count.
      expected_failure: Why it is expected not to hold.
      is_implicit: 1 where labbook made the claim.
    verdict: What was said of claims.
      claim: The number of the claim's row.
      claim_number: Where the claim stood in the notebook that was judged with.
      line: Its line there.
      answer: `holds`, `refuted`, `inconclusive` or `not applicable`.
      reason: Why.
    evidence: The rows that decided a verdict, most telling first.
      verdict: The number of the verdict.
      number: Its place among the verdict's rows.
      table_name: The table.
      row_number: The row's number in it.
    packet_transcript: What was said of packet transcripts.
      number: Where it stands among the notebook's.
      line: Its line in the notebook that was judged with.
      place: HOST:INTERFACE, or HOST:* for all of a host's.
      filter: Its pcap filter.
      during: The step that it is about.
      expected_failure: Why it is expected to miss.
      answer: `met`, `missed`, `inconclusive` or `not applicable`.
      reason: Why.
      difference: Expected and seen packets, a line each, after a sign: - is only expected, + only seen.
    """

  static let tablesOfEvents = """
    interface: Interfaces under one name: a rename ends a row and begins another.
      name: Its name.
      hardware_type: ARPHRD_ of if_arp.h.
    packet: Packets, once for each interface crossed; their bytes are in `packet_chunk`.
      interface: The number of the interface's row.
      direction: sll_pkttype of packet(7): 4 is sent, the others are received.
      wall_shift: The kernel's stamp is run.start_wall + time + wall_shift.
      length: Its length on the wire in bytes.
      ethertype: The EtherType.
      vlan: The VLAN's number.
      protocol: The innermost protocol that is known.
      source: The source address.
      destination: The destination address.
      source_port: The source port.
      destination_port: The destination port.
      tcp_flags: TCP's flags.
      type: The type of ICMP or ICMPv6, the operation of ARP.
      ip_id: IPv4's identification.
    packet_chunk: Captured bytes of packets that follow each other.
      first: The number of the first packet.
      count: How many there are.
      clock_error: How far off their times can be.
      size: Bytes before compression.
      content: For each packet its size (LEB128) and its bytes, compressed with zstd.
    link_event: Changes of interfaces.
      name: Its name.
      kind: Its kind (IFLA_INFO_KIND).
      hardware_type: ARPHRD_ of if_arp.h.
      flags: IFF_ of netdevice(7).
      operational_state: IF_OPER_ of if.h.
      has_carrier: 1 where it has a carrier.
      mtu: The largest packet that it sends, in bytes.
      address: Its link-layer address.
      master: The ifindex of the bridge or bond that it is in.
      link: The ifindex of the other end, or of what it lies on.
      link_namespace: The kernel's id of the namespace that `link` is in; -1 is this one.
      link_host: The number of the host that `link` is on; 0 where nobody knows.
      qdisc: Its queueing discipline.
    address_event: Changes of IP addresses.
      address: The address.
      prefix_length: The length of the network's prefix.
      scope: RT_SCOPE_ of rtnetlink(7).
      flags: IFA_F_ of if_addr.h.
      label: IPv4's label.
    route_event: Changes of routes.
      family: 2 for IPv4, 10 for IPv6.
      table_number: The routing table.
      destination: Where it leads, with the length of the prefix.
      type: RTN_ of rtnetlink(7).
      scope: RT_SCOPE_ of rtnetlink(7).
      protocol: RTPROT_ of rtnetlink(7): who made it.
      metric: The metric.
      preferred_source: The source address that it prefers.
      mtu: Its own MTU in bytes.
      nexthops: The nexthops, as JSON.
    neighbour_event: Changes of ARP's and IPv6's neighbours.
      address: The IP address.
      link_address: The link-layer address.
      state: NUD_ of rtnetlink(7).
      flags: NTF_ of rtnetlink(7).
    rule_event: Changes of routing rules.
      family: 2 for IPv4, 10 for IPv6.
      priority: The priority; the lowest is asked first.
      source: The source that it is for.
      destination: The destination that it is for.
      input_interface: The interface that packets came in by.
      output_interface: The interface that a socket is bound to.
      mark: The mark that it is for.
      table_number: The routing table that it names.
      action: FR_ACT_ of fib_rules.h.
    socket_event: Changes of sockets from one fence to the next.
      fence: The number of the fence that found it.
      family: 2 for IPv4, 10 for IPv6.
      protocol: 6 is TCP, 17 UDP.
      local_address: The own address.
      local_port: The own port.
      remote_address: The other address.
      remote_port: The other port.
      state: TCP_ of tcp_states.h: 1 is established, 10 listening.
      inode: The socket's inode.
    counter_event: Changes of counters from one fence to the next.
      fence: The number of the fence that found it.
      ifindex: The kernel's number of the interface; 0 for a counter of the whole host.
      name: The counter's name.
      value: Its value: the bits of an unsigned number.
    fence: Instants at which everything that the kernel had seen was read.
      step: The step that had ended; 0 before the first, for a wait and at the end.
      attempt: Which attempt.
    loss: Evidence that was lost.
      source: What lost it: `capture` or `netlink`.
      count: How many; 0 where nobody knows.
      since: Since when it can have been lost.
    kernel_log: The kernel's log of runs in a machine of their own.
      time: When the line was read.
      level: The level, from 0 to 7.
      text: The line.
      source: `record` of /dev/kmsg, or `console`.
      stamp: The kernel's own time stamp, in ns since it started.
    machine: The machine that a run ran in.
      accelerator: `kvm`, `tcg` or `uml`.
      emulator: The emulator and its version.
      memory: In bytes.
      processors: How many it has.
      is_resumed: 1 where it was resumed from a snapshot.
      start_duration: From the emulator's start until the guest answered.
    taint: The guest kernel's taint bits when the sandbox stood, and whenever they changed.
      value: The bits of an unsigned number.
    crash: How a run's machine was lost.
      kind: `panic`, `hang`, `lost agent`, `boot timeout` or `emulator exit`.
      message: What was said.
      tail: The last lines of the console.
    kernel_ignore: Troubles of the kernel that a run's notebook says are no warnings.
      pattern: A fingerprint, or /REGEX/.
    step_text: The index of words in steps (FTS5); a row's id is run << 32 | step.
      command: The words of its command; the text itself is in `step`.
      output: The words that its attempts printed; the text itself is in `output`.
    """
}
