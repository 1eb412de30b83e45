import Foundation
import TestSupport
import Testing

/// Small C programs that make trouble which no setting of the machine makes.
enum CompiledFault {
  /// A library for LD_PRELOAD: of the calls that write, sync, cut or read a database, the one with the
  /// number in `LABBOOK_EIO` and all later ones fail.
  static let brokenDisk = Result {
    try compile("broken-disk", brokenDiskSource, ["-shared", "-fPIC"])
  }

  /// A program that forbids user namespaces as the filters of containers do, and then becomes the
  /// command behind it.
  static let namespaceFilter = Result { try compile("no-namespaces", namespaceFilterSource, []) }

  /// Where the compiled files are: the folder goes with the process.
  private static let folder = Result { try TemporaryFolder() }

  private static func compile(
    _ name: String, _ source: String, _ options: [String]
  ) throws -> String {
    let folder = try folder.get()
    let path = folder.path + "/" + name
    let file = try folder.file(name + ".c", source)
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments = ["cc", "-O1", "-Wall", "-Werror", "-o", path, file] + options
    try compiler.run()
    compiler.waitUntilExit()
    try #require(compiler.terminationStatus == 0, "cc cannot compile \(name)")
    return path
  }

  private static let brokenDiskSource = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <stdatomic.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/types.h>
    #include <unistd.h>

    static atomic_long calls;

    static int fails(int fd) {
      char link[64], path[4096];
      snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
      ssize_t size = readlink(link, path, sizeof path - 1);
      if (size < 0) return 0;
      path[size] = 0;
      const char *first = getenv("LABBOOK_EIO");
      if (!first || !strstr(path, "labbook.sqlite")) return 0;
      if (atomic_fetch_add(&calls, 1) + 1 < atol(first)) return 0;
      errno = EIO;
      return 1;
    }

    #define BROKEN(type, name, parameters, arguments)                        \\
      type name parameters {                                                 \\
        static type (*original) parameters;                                  \\
        if (!original) original = dlsym(RTLD_NEXT, #name);                   \\
        return fails(fd) ? -1 : original arguments;                          \\
      }

    BROKEN(ssize_t, pwrite64, (int fd, const void *from, size_t size, off64_t at), (fd, from, size, at))
    BROKEN(ssize_t, pwrite, (int fd, const void *from, size_t size, off_t at), (fd, from, size, at))
    BROKEN(ssize_t, pread64, (int fd, void *to, size_t size, off64_t at), (fd, to, size, at))
    BROKEN(ssize_t, pread, (int fd, void *to, size_t size, off_t at), (fd, to, size, at))
    BROKEN(int, fdatasync, (int fd), (fd))
    BROKEN(int, fsync, (int fd), (fd))
    BROKEN(int, ftruncate64, (int fd, off64_t size), (fd, size))
    BROKEN(int, ftruncate, (int fd, off_t size), (fd, size))
    """

  private static let namespaceFilterSource = """
    #define _GNU_SOURCE
    #include <errno.h>
    #include <linux/filter.h>
    #include <linux/sched.h>
    #include <linux/seccomp.h>
    #include <stddef.h>
    #include <sys/prctl.h>
    #include <sys/syscall.h>
    #include <unistd.h>

    #define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))

    int main(int count, char **arguments) {
      struct sock_filter filter[] = {
          LOAD(nr),
          BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 5, 0),
          BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unshare, 1, 0),
          BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 2),
          LOAD(args[0]),
          BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_NEWUSER, 2, 0),
          BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
          BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
          BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      };
      struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
      if (count < 2 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
          prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        return 99;
      execvp(arguments[1], arguments + 1);
      return 98;
    }
    """
}
