/// What every image has of this machine, so that most notebooks share one image and one snapshot.
///
/// A tool that the machine does not have is left out: a notebook that needs it is blocked before its
/// image is made. docs/kernels.md lists the same.
enum DefaultTools {
  /// A notebook cannot run without these.
  static let required = ["bash", "ip"]

  /// Commands, by the Debian package that brings them.
  static let commands: [String] =
    words(
      // bash, dash, debianutils, diffutils, findutils, grep, sed, gzip, tar, hostname
      "bash sh which run-parts tempfile cmp diff diff3 sdiff find xargs grep egrep fgrep sed gzip gunzip "
        + "zcat tar hostname domainname dnsdomainname",
      // coreutils
      "[ arch b2sum base32 base64 basename basenc cat chgrp chmod chown chroot cksum comm cp csplit cut "
        + "date dd df dir dircolors dirname du echo env expand expr factor false fmt fold groups head "
        + "hostid id install join link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup "
        + "nproc numfmt od paste pathchk pinky pr printenv printf ptx pwd readlink realpath rm rmdir seq "
        + "sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty "
        + "sum sync tac tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink "
        + "users vdir wc who whoami yes",
      // mawk or gawk, bc, jq, xxd, less
      "awk mawk gawk nawk jq xxd less",
      // procps, psmisc, strace
      "free kill pgrep pidof pidwait pkill pmap ps pwdx skill slabtop snice sysctl tload top uptime "
        + "vmstat w watch killall fuser ",
      // util-linux, mount, libc-bin, ncurses-bin
      "cal chrt choom column dmesg fallocate flock findmnt getopt hexdump ionice ipcmk ipcrm ipcs "
        + "look lslocks lsns mcookie more mount mountpoint namei nsenter "
        + "pivot_root prlimit renice rev script setarch setpriv setsid taskset uclampset umount unshare "
        + "uuidgen whereis getent getconf iconv locale ldd tput clear tset reset infocmp",
      // kmod
      "kmod depmod insmod lsmod modinfo modprobe rmmod",
      // iproute2
      "bridge ctstat dcb devlink genl ifstat ip lnstat nstat rdma rtacct rtmon rtstat ss tc "
        + "tipc vdpa",
      // net-tools, bridge-utils, vlan, ethtool
      "arp ifconfig ipmaddr iptunnel mii-tool nameif netstat plipconfig rarp route slattach brctl vconfig "
        + "ethtool",
      // iputils, traceroute, mtr-tiny, fping
      "ping ping4 ping6 arping tracepath clockdiff traceroute mtr mtr-packet fping",
      // netcat, socat, curl, wget, iperf3, tcpdump
      "nc nc.openbsd nc.traditional netcat socat filan procan curl iperf3 tcpdump",
      // iptables, nftables, ebtables, arptables, ipset, conntrack, wireguard-tools
      "iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore iptables-legacy "
        + "iptables-legacy-save iptables-legacy-restore ip6tables-legacy ip6tables-legacy-save "
        + "ip6tables-legacy-restore iptables-nft iptables-nft-save iptables-nft-restore ip6tables-nft "
        + "ip6tables-nft-save ip6tables-nft-restore iptables-translate ip6tables-translate "
        + "iptables-restore-translate ip6tables-restore-translate iptables-xml xtables-monitor "
        + "xtables-legacy-multi xtables-nft-multi ebtables ebtables-save ebtables-restore ebtables-nft "
        + "ebtables-nft-save ebtables-nft-restore ebtables-legacy ebtables-translate arptables "
        + "arptables-save arptables-restore arptables-nft arptables-nft-save arptables-nft-restore "
        + "arptables-legacy nft nfnl_osf ipset conntrack wg"
    )

  /// Data of these tools: files, and folders with all that is in them.
  static let data: [String] =
    words(
      "/etc/ethertypes /etc/iproute2 /etc/os-release /etc/protocols /etc/rpc /etc/services /etc/xattr.conf",
      "/usr/share/iproute2 /usr/lib/iproute2 /usr/lib/locale/C.utf8 /usr/share/xtables",
      "/etc/debian_version"
    ) + terminals

  /// Folders next to the libraries: plugins of tc, distributions of netem, extensions of iptables.
  static let libraryFolders = ["tc", "xtables"]

  /// Libraries that are loaded only while a program runs: for pthread_cancel(3), and, before glibc 2.34,
  /// for names of users and hosts.
  static let libraries = [
    "libgcc_s.so.1", "libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2",
  ]

  private static let terminals = ["/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"].flatMap {
    folder in
    words(
      "a/ansi d/dumb l/linux s/screen s/screen-256color t/tmux t/tmux-256color v/vt100 v/vt220 x/xterm "
        + "x/xterm-256color"
    ).map { folder + "/" + $0 }
  }

  private static func words(_ lines: String...) -> [String] {
    lines.flatMap { $0.split(separator: " ").map(String.init) }
  }
}
