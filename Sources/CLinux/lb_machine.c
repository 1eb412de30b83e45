#define _GNU_SOURCE
#include "lb_machine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lb_process.h"

enum { FIRST = 3, MOST = 16 };

static _Noreturn void fail(int pipe, enum lb_machine_stage stage) {
  struct lb_failure failure = {.stage = stage, .error = errno};
  ssize_t written = write(pipe, &failure, sizeof failure);
  _exit(written == sizeof failure ? 125 : 126);
}

static int put(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t written = write(file, text, strlen(text));
  int error = errno;
  close(file);
  errno = error;
  return written < 0 ? -1 : 0;
}

// The caller's own ids, each as itself: files that the emulator makes are the caller's.
static int map_ids(unsigned user, unsigned group) {
  char line[64];
  if (put("/proc/self/setgroups", "deny") != 0) return -1;
  snprintf(line, sizeof line, "%u %u 1", user, user);
  if (put("/proc/self/uid_map", line) != 0) return -1;
  snprintf(line, sizeof line, "%u %u 1", group, group);
  return put("/proc/self/gid_map", line);
}

// The emulator: this process becomes it.
static _Noreturn void become(const struct lb_machine *machine, const int *descriptors, int output,
                             int report) {
  // The keeper's end is the emulator's, also where no namespace sees to it.
  pid_t keeper = getppid();
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != keeper) _exit(126);
  setpgid(0, 0);
  int null = open("/dev/null", O_RDWR);
  if (null < 0 || dup2(null, 0) != 0 || dup2(output, 1) != 1 || dup2(output, 2) != 2)
    fail(report, LB_MACHINE_DESCRIPTORS);
  for (int i = 0; i < machine->count; i++)
    if (dup2(descriptors[i], FIRST + i) != FIRST + i) fail(report, LB_MACHINE_DESCRIPTORS);
  syscall(SYS_close_range, FIRST + machine->count, ~0U, CLOSE_RANGE_CLOEXEC);
  // A guest's panic may abort the emulator: its memory is not wanted as a file.
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t empty;
  sigemptyset(&empty);
  sigprocmask(SIG_SETMASK, &empty, NULL);
  execve(machine->path, machine->arguments, machine->environment);
  fail(report, LB_MACHINE_EXEC);
}

// Without namespaces: ends the emulator's group, and removes what user-mode Linux keeps in `folder`.
static void end_rest(pid_t emulator, const char *folder) {
  kill(-emulator, SIGKILL);
  // They are this process's children once the emulator is dead; killed is not yet gone.
  for (int round = 0; round < 1000; round++) {
    pid_t ended = waitpid(-1, NULL, WNOHANG);
    if (ended < 0) break;
    if (ended == 0) usleep(2000);
  }
  if (!folder || chdir(folder) != 0) return;
  unlink("machine/pid");
  unlink("machine/mconsole");
  rmdir("machine");
  rmdir(folder);
}

// Waits until the emulator ends or labbook does, and ends everything.
static _Noreturn void keep(pid_t emulator, int lifeline, int isolates, const char *folder) {
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  int signals = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
  struct pollfd entries[2] = {{.fd = signals, .events = POLLIN}, {.fd = lifeline, .events = POLLIN}};
  for (;;) {
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
      if (ended == emulator) {
        // What the emulator leaves behind: in a PID namespace the kernel ends it with this process.
        if (!isolates) end_rest(emulator, folder);
        _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
      }
    poll(entries, 2, -1);
    struct signalfd_siginfo information;
    while (read(signals, &information, sizeof information) > 0) {}
    if (entries[1].revents != 0) {
      if (!isolates) end_rest(emulator, folder);
      _exit(126);
    }
  }
}

pid_t lb_start_machine(const struct lb_machine *machine) {
  unsigned user = geteuid(), group = getegid();
  unsigned long flags = SIGCHLD;
  if (machine->isolates) flags |= CLONE_NEWPID | CLONE_NEWNS | (user == 0 ? 0 : CLONE_NEWUSER);
  // None of labbook's own handlers may run in the child.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  pid_t pid = (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);
  if (pid != 0) {
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return pid;
  }

  setsid();
  int report = fcntl(machine->failure, F_DUPFD_CLOEXEC, 200);
  int lifeline = fcntl(machine->lifeline, F_DUPFD_CLOEXEC, 200);
  int output = fcntl(machine->output, F_DUPFD_CLOEXEC, 200);
  int descriptors[MOST], highest = output > lifeline ? output : lifeline;
  if (report > highest) highest = report;
  if (report < 0 || lifeline < 0 || output < 0 || machine->count > MOST)
    fail(machine->failure, LB_MACHINE_DESCRIPTORS);
  for (int i = 0; i < machine->count; i++) {
    descriptors[i] = fcntl(machine->descriptors[i], F_DUPFD_CLOEXEC, 200);
    if (descriptors[i] < 0) fail(report, LB_MACHINE_DESCRIPTORS);
    if (descriptors[i] > highest) highest = descriptors[i];
  }
  // Copies of other machines' lifelines, and of this one's other end, would keep them alive.
  for (int number = FIRST; number <= highest; number++) {
    int kept = number == report || number == lifeline || number == output;
    for (int i = 0; i < machine->count; i++) kept |= number == descriptors[i];
    if (!kept) close(number);
  }
  syscall(SYS_close_range, highest + 1, ~0U, 0);

  if (machine->isolates) {
    if (user != 0 && map_ids(user, group) != 0) fail(report, LB_MACHINE_IDS);
    if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) != 0) fail(report, LB_MACHINE_SCRATCH);
    if (machine->scratch &&
        mount("tmpfs", machine->scratch, "tmpfs", MS_NOSUID | MS_NODEV, "size=100%,mode=700") != 0)
      fail(report, LB_MACHINE_SCRATCH);
    // As root's the mount is root's, else it is the one mapped user's; both are this process's.
  }
  if (!machine->isolates) prctl(PR_SET_CHILD_SUBREAPER, 1);
  // Not fork(3): it takes malloc's locks, one of which another thread of labbook may have held when this
  // process was cloned, and nobody is left here to let it go.
  pid_t emulator = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
  if (emulator < 0) fail(report, LB_MACHINE_FORK);
  if (emulator == 0) become(machine, descriptors, output, report);
  setpgid(emulator, emulator);
  close(report);
  close(output);
  for (int i = 0; i < machine->count; i++) close(descriptors[i]);
  keep(emulator, lifeline, machine->isolates, machine->folder);
}
