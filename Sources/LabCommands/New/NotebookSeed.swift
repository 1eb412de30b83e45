import ArgumentParser

/// What a new notebook begins as: each runs, and does as it claims, with nothing but iproute2.
package enum NotebookSeed: String, Sendable, CaseIterable, ExpressibleByArgument {
  /// One namespace: what changes when `lo` comes up.
  case loopback
  /// Two hosts with a link between them.
  case hosts
  /// One notebook that runs for each value of a parameter.
  case params

  /// The notebook's text, with a title (without control characters) in its front matter.
  package func text(title: String) -> String {
    let quoted =
      "\""
      + title.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
      + "\""
    return "---\nlabbook: 1\ntitle: \(quoted)\n" + body
  }

  private var body: String {
    switch self {
    case .loopback: Self.loopbackBody
    case .hosts: Self.hostsBody
    case .params: Self.paramsBody
    }
  }

  private static let loopbackBody = """
    needs: [ip]
    ---

    What do we want to know? A new network namespace has one interface, `lo`, and it is down.

    ```console
    $ ip -br link
    lo               DOWN           * (glob)
    ```

    Nothing can be sent, not even to ourselves:

    ```console {#first}
    $ echo hello > /dev/udp/127.0.0.1/9
    *Network is unreachable (glob+)
    [1]
    ```

    With `lo` up, a datagram leaves, although nobody listens:

    ```console {#second}
    $ ip link set lo up
    $ echo hello > /dev/udp/127.0.0.1/9
    ```

    ```claims
    first fails
    no packets until lo is up
    exactly 1 packet matching `udp port 9` on lo after lo is up
    second succeeds
    ```

    """

  private static let hostsBody = """
    hosts: [a, b]
    links: [a:eth0 10.0.0.1/24 -- b:eth0 10.0.0.2/24]
    ipv6: false
    needs: [ip]
    ---

    What do we want to know? Two hosts, each with one end of a link.

    ```console
    a$ ip -br address show eth0
    eth0@if* UP * 10.0.0.1/24* (glob)
    b$ ip -br address show eth0
    eth0@if* UP * 10.0.0.2/24* (glob)
    ```

    Before the first datagram, `a` asks who has the address:

    ```console {#send}
    a$ echo hello > /dev/udp/10.0.0.2/9
    ```

    ```claims
    at least 1 packet matching `arp` entering b:eth0
    exactly 1 packet matching `udp port 9` entering b:eth0
    no packets matching `udp` before send
    ```

    """

  private static let paramsBody = """
    params: {mtu: [1280, 1500, 9000]}
    ipv6: false
    needs: [ip]
    ---

    What do we want to know? This notebook runs once for each `mtu`; steps have it as a variable.

    ```console {#make}
    $ ip link add eth0 mtu $mtu type veth peer name eth1
    $ ip link set eth0 up
    $ ip link set eth1 up
    $ cat /sys/class/net/eth0/mtu
    ${mtu}
    ```

    ```claims
    small: eth0 has mtu 1280 when param mtu = 1280
    large: eth0 has mtu 9000 when param mtu = 9000
    eth0 is up
    ```

    """
}
