import LabClaims
import Testing

struct CommandWordsTests {
  /// `(command, programs)`; a program on a host is `name@host`.
  static let commands: [(String, [String])] = [
    ("curl localhost", ["curl"]),
    ("", []),
    ("# curl", []),
    ("curl x # | nc", ["curl"]),
    ("echo a#b", ["echo"]),
    ("/usr/bin/curl x", ["curl"]),
    ("./server.py &", ["server.py"]),
    ("curl -s x | grep ok | wc -l", ["curl", "grep", "wc"]),
    ("cd /tmp && ls; pwd || false &", ["cd", "ls", "pwd", "false"]),
    ("curl x |& tee log", ["curl", "tee"]),
    ("sudo curl x", ["curl"]),
    ("sudo -u bob -- curl x", ["curl"]),
    ("sudo -n A=1 --user=bob curl x", ["curl"]),
    ("sudo --user bob curl x", ["curl"]),
    ("sudo -l", ["sudo"]),
    ("ip netns exec ns1 curl x", ["curl@ns1"]),
    ("sudo ip netns exec ns1 sudo timeout -s KILL 5 curl x", ["curl@ns1"]),
    ("ip -n ns1 link set lo up", ["ip@ns1"]),
    ("ip -netns ns1 addr", ["ip@ns1"]),
    ("ip -4 -br addr", ["ip"]),
    ("ip net e ns1 nc -l 80 | tee x", ["nc@ns1", "tee"]),
    ("ip netns add ns1", ["ip"]),
    ("ip netns exec ns1", ["ip"]),
    ("ip netns exec ns1 bash -c 'curl x | grep y'", ["bash@ns1", "curl@ns1", "grep@ns1"]),
    ("nsenter --net=/run/netns/ns1 curl x", ["curl@ns1"]),
    ("bash -ec \"cd /; curl $X\"", ["bash", "cd", "curl"]),
    ("bash -o pipefail -c 'a | b'", ["bash", "a", "b"]),
    ("sh script.sh -c x", ["sh"]),
    ("eval curl x '|' grep y", ["curl", "grep"]),
    ("timeout 5 curl x", ["curl"]),
    ("timeout -k 1s --signal=INT 5s curl x", ["curl"]),
    ("timeout", ["timeout"]),
    ("A=1 B=\"x y\" curl x", ["curl"]),
    ("A=1", []),
    ("A=(curl nc) B=2", []),
    ("env", ["env"]),
    ("env -i -u HOME A=1 curl x", ["curl"]),
    ("nohup nice -n 5 setsid curl x &", ["curl"]),
    ("stdbuf -oL curl x", ["curl"]),
    ("stdbuf -o L curl x", ["curl"]),
    ("time curl x", ["curl"]),
    ("! curl x", ["curl"]),
    ("! time -p curl x", ["curl"]),
    ("exec curl x", ["curl"]),
    ("exec 3>file", ["exec"]),
    ("command -v curl", ["command"]),
    ("command curl x", ["curl"]),
    ("unshare -n curl x", ["curl"]),
    ("{ curl x; nc y; } >log 2>&1", ["curl", "nc"]),
    ("(cd /; curl x) | tee y", ["cd", "curl", "tee"]),
    ("if curl x; then echo a; elif nc y; then b; else c; fi", ["curl", "echo", "nc", "b", "c"]),
    ("while ! nc -z h 80; do sleep 1; done", ["nc", "sleep"]),
    ("until nc -z h 80\ndo\n  sleep 1\ndone", ["nc", "sleep"]),
    ("for i in 1 2 curl; do ping -c1 $i; done", ["ping"]),
    ("for i in $(seq 3); do ping h$i & done; wait", ["seq", "ping", "wait"]),
    ("for i\ndo ping; done", ["ping"]),
    ("for ((i=0; i<3; i++)); do ping; done", ["ping"]),
    (
      "case $x in a|nc) curl x ;; (b) wget y;; *) echo z; esac; ls", ["curl", "wget", "echo", "ls"]
    ),
    ("x=$(case a in a) curl;; esac) nc", ["curl", "nc"]),
    ("f() { curl x; }\nf", ["curl", "f"]),
    ("function f { curl x; }; f", ["curl", "f"]),
    ("function f() { curl x; }; f", ["curl", "f"]),
    ("[[ -n $x && y || ( z ) ]] && curl x", ["curl"]),
    ("[ -n x ] && curl x", ["[", "curl"]),
    ("((i++)); curl x", ["curl"]),
    ("echo $((1 + (2 * 3))) | cat", ["echo", "cat"]),
    ("echo \"a | b; c\" 'd && e' f\\;g", ["echo"]),
    ("\"curl\" x; 'n'c y; w\\get", ["curl", "nc", "wget"]),
    ("echo \"$(date +%s; id)\" `uname -r`", ["date", "id", "uname", "echo"]),
    ("diff <(ls a) >(cat)", ["ls", "cat", "diff"]),
    ("echo ${x:-$(curl)} ${#y} $# $?", ["echo"]),
    ("$TOOL x", []),
    ("$HOME/bin/tool x", ["tool"]),
    ("\"$TOOL\" x | grep y", ["grep"]),
    (">log curl x", ["curl"]),
    ("2>/dev/null curl x <in >>out", ["curl"]),
    ("curl x &>log", ["curl"]),
    ("curl x &>log & nc", ["curl", "nc"]),
    ("curl x 2>&1 | grep y", ["curl", "grep"]),
    ("cat <<EOF | grep x\nwget a\n$(nc b)\nEOF\ncurl x", ["cat", "grep", "curl"]),
    ("cat <<-'END' <<B\n\twget\n\tEND\nnc\nB\ncurl x", ["cat", "curl"]),
    ("grep x <<< \"nc; curl\"", ["grep"]),
    ("printf 'a\\nb' |\n  nc -l 8900", ["printf", "nc"]),
    ("curl \\\n  -s x", ["curl"]),
    ("busybox nc -l 80", ["nc"]),
    ("echo $'it\\x41' $\"x\"", ["echo"]),
    ("taskset -c 0 ping h; chrt -f 5 ping h", ["ping", "ping"]),
  ]

  @Test(arguments: commands) func findsPrograms(_ command: String, _ expected: [String]) {
    let found = CommandWords.programs(in: command)
    #expect(found.map { $0.name + ($0.host.map { "@" + $0 } ?? "") } == expected)
  }

  @Test(arguments: [
    ("unshare -n sh -c 'ping -c1 127.0.0.1'", "unshare"),
    ("unshare -rn ping h", "unshare"),
    ("sudo /usr/bin/unshare --net ping h", "unshare"),
    ("unshare --ne=/tmp/n true", "unshare"),
    ("unshare -n", "unshare"),
    ("unshare -n $SHELL", "unshare"),
    ("unshare $OPTIONS ping h", "unshare"),
    ("bash -c 'true; unshare -n ping h'", "unshare"),
    ("eval unshare -n ping h", "unshare"),
    ("exec 7< <(unshare -n sh -c 'exec cat /dev/null')", "unshare"),
    ("ip netns exec b unshare -n ip link", "unshare"),
    ("unshare -m ping h", nil),
    ("unshare -w n ping h", nil),
    ("unshare --mount ping -n h", nil),
    ("echo unshare -n", nil),
    ("nsenter --net=/tmp/n ping h", "nsenter"),
    ("nsenter -t $! -n ping h", "nsenter"),
    ("nsenter -t 7 --all ping h", "nsenter"),
    ("nsenter -at 7 ping h", "nsenter"),
    ("nsenter --net=/proc/self/fd/8 ip link", "nsenter"),
    ("nsenter --net=/run/netns/ns1 ping h", nil),
    ("nsenter -t $! -m ls", nil),
    ("ip netns exec ns1 ping h", nil),
  ])
  func seesWhatLeavesTheNamedHosts(_ command: String, _ program: String?) {
    let found = CommandWords.programs(in: command)
    #expect(found.lazy.compactMap(\.namespaceChange).first == program)
  }

  @Test(arguments: [
    "echo \"", "echo '", "echo `", "echo $(", "echo ${", "(", ")", "))", "((", "case x in", "case",
    "for", "function", "[[", "<<", "<<EOF", "<", "&>", "a=(", "$", "\\", ";;", "esac", "ip netns",
    "ip -n", "sudo -u", "bash -c", "x &", "|", "time", "env -u",
  ])
  func unfinishedCommandsAreNoTrouble(_ command: String) {
    #expect(CommandWords.programs(in: command).count <= 2)
  }

  @Test func deepNestingEnds() {
    let deep = String(repeating: "$(", count: 20_000) + "curl"
    #expect(CommandWords.programs(in: deep).count <= 1)
    let groups = String(repeating: "(", count: 20_001) + "curl"
    #expect(CommandWords.programs(in: groups).count <= 1)
    let quoted = String(repeating: "eval ", count: 1_000) + "curl"
    #expect(CommandWords.programs(in: quoted).count <= 1)
  }
}
