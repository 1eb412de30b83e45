/// Files of an image that are the same wherever it is made.
enum FixedFiles {
  /// Texts of /etc.
  static let texts: [(path: String, text: String)] = [
    (
      "/etc/passwd",
      """
      root:x:0:0:root:/root:/bin/bash
      daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
      bin:x:2:2:bin:/bin:/usr/sbin/nologin
      sys:x:3:3:sys:/dev:/usr/sbin/nologin
      tcpdump:x:100:100:tcpdump:/nonexistent:/usr/sbin/nologin
      nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin

      """
    ),
    (
      "/etc/group",
      """
      root:x:0:
      daemon:x:1:
      bin:x:2:
      sys:x:3:
      adm:x:4:
      tty:x:5:
      tcpdump:x:100:
      nogroup:x:65534:

      """
    ),
    (
      "/etc/nsswitch.conf",
      """
      passwd: files
      group: files
      shadow: files
      hosts: files dns
      networks: files
      protocols: files
      services: files
      ethers: files
      rpc: files

      """
    ),
    (
      "/etc/hosts",
      """
      127.0.0.1 localhost
      ::1 localhost ip6-localhost ip6-loopback

      """
    ),
    ("/etc/host.conf", "multi on\n"),
    ("/etc/shells", "/bin/sh\n/bin/bash\n"),
  ]

  /// Folders that programs, the kernel and the sandbox expect.
  static let folders: [(path: String, mode: UInt32)] = [
    ("/dev", 0o755), ("/dev/net", 0o755), ("/etc", 0o755), ("/home", 0o755), ("/media", 0o755),
    ("/mnt", 0o755), ("/opt", 0o755), ("/proc", 0o555), ("/root", 0o700), ("/run", 0o755),
    ("/srv", 0o755), ("/sys", 0o555), ("/tmp", 0o1777), ("/usr", 0o755), ("/usr/local", 0o755),
    ("/usr/local/bin", 0o755), ("/usr/local/sbin", 0o755), ("/var", 0o755), ("/var/lib", 0o755),
    ("/var/log", 0o755), ("/var/tmp", 0o1777),
  ]

  /// Links of /etc and /var.
  static let links: [(path: String, target: String)] = [
    ("/etc/mtab", "/proc/self/mounts"), ("/var/run", "/run"), ("/var/lock", "/run/lock"),
  ]

  /// Devices, until devtmpfs is mounted over them
  /// (Documentation/admin-guide/devices.txt of the kernel).
  static let devices: [(name: String, major: UInt32, minor: UInt32, mode: UInt32)] = [
    ("console", 5, 1, 0o600), ("full", 1, 7, 0o666), ("kmsg", 1, 11, 0o644), ("null", 1, 3, 0o666),
    ("net/tun", 10, 200, 0o666), ("ptmx", 5, 2, 0o666), ("random", 1, 8, 0o666),
    ("tty", 5, 0, 0o666),
    ("ttyS0", 4, 64, 0o600), ("ttyS1", 4, 65, 0o600), ("urandom", 1, 9, 0o666),
    ("zero", 1, 5, 0o666),
  ]

  /// Puts all of them into `files`.
  static func put(into files: inout HostFiles) {
    for folder in folders { files.put(folder.path, .folder(mode: folder.mode)) }
    for link in links { files.put(link.path, .link(target: link.target)) }
    for file in texts { files.put(file.path, .bytes(Array(file.text.utf8), mode: 0o644)) }
    for device in devices {
      files.put(
        "/dev/" + device.name,
        .device(major: device.major, minor: device.minor, mode: device.mode))
    }
  }
}
