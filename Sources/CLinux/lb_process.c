#define _GNU_SOURCE
#include "lb_process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void fail(int pipe, enum lb_stage stage) {
  struct lb_failure failure = {.stage = stage, .error = errno};
  ssize_t written = write(pipe, &failure, sizeof failure);
  _exit(written == sizeof failure ? 125 : 126);
}

// Every signal as a new process expects it: default, none blocked, and none that came meanwhile.
static void reset_signals(void) {
  for (int number = 1; number < NSIG; number++) {
    signal(number, SIG_IGN);
    signal(number, SIG_DFL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

// Moves `from` to a descriptor above all targets, so that no dup2 below overwrites it.
static int lift(int from, int failure) {
  int lifted = fcntl(from, F_DUPFD_CLOEXEC, 300);
  if (lifted < 0) fail(failure, LB_STAGE_DESCRIPTORS);
  return lifted;
}

pid_t lb_clone_agent(const struct lb_agent *agent) {
  // A Ctrl-C goes to the whole process group: until the agent has left it, nothing may end it and
  // none of labbook's own handlers may run in it.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  // Not clone3: it is missing where seccomp filters of containers are old. A null stack makes clone
  // behave as fork does.
  pid_t pid = (pid_t)syscall(SYS_clone, agent->flags | SIGCHLD, NULL, NULL, NULL, NULL);
  if (pid != 0) {
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return pid;
  }

  setsid();
  close(agent->handshake_write);
  int report = lift(agent->failure, agent->failure);
  int control = lift(agent->control, report), layers = lift(agent->layers, report);
  int executable = lift(agent->executable, report), handshake = lift(agent->handshake, report);
  if (dup2(control, 3) != 3 || dup2(layers, 4) != 4 || dup2(report, 5) != 5 ||
      dup2(executable, 6) != 6 || dup2(handshake, 7) != 7)
    fail(report, LB_STAGE_DESCRIPTORS);
  report = 5, executable = 6, handshake = 7;
  // Before the wait: where labbook starts two sandboxes at once, each agent has copies of the other's
  // handshake, and two that held them would wait for each other once labbook is killed.
  syscall(SYS_close_range, 8, ~0U, 0);
  char byte;
  ssize_t got;
  do got = read(handshake, &byte, 1);
  while (got < 0 && errno == EINTR);
  if (got != 1) _exit(126);  // labbook is gone, or gave up: nobody is left to tell
  if (syscall(SYS_setresgid, 0, 0, 0) != 0) fail(report, LB_STAGE_IDS);
  // Where /proc/self/setgroups says "deny" (an unprivileged map) this is refused, and not needed.
  if (syscall(SYS_setgroups, 0, NULL) != 0 && errno != EPERM) fail(report, LB_STAGE_IDS);
  if (syscall(SYS_setresuid, 0, 0, 0) != 0) fail(report, LB_STAGE_IDS);
  // After the ids, since a change of ids clears it. If labbook died before this line, the agent finds
  // the control channel closed: between them the two leave no gap.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail(report, LB_STAGE_HANDSHAKE);

  int null = open("/dev/null", O_RDWR);
  if (null < 0) fail(report, LB_STAGE_DESCRIPTORS);
  if (dup2(null, 0) != 0 || dup2(null, 1) != 1) fail(report, LB_STAGE_DESCRIPTORS);
  // What is not passed on is closed by the exec; the kernel may be too old for close_range.
  syscall(SYS_close_range, 5, ~0U, CLOSE_RANGE_CLOEXEC);
  // A session keyring is inherited, namespaces or not: what is in the caller's would be the steps' to
  // read, and what they add would outlast them (keyrings(7)).
  if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 && errno != ENOSYS)
    fail(report, LB_STAGE_KEYRING);
  reset_signals();
  syscall(SYS_execveat, executable, "", agent->arguments, agent->environment, AT_EMPTY_PATH);
  fail(report, LB_STAGE_EXEC);
}

// Capabilities that would let a step reach into the agent or end the whole sandbox: looking into
// other processes (ptrace(2)), and reboot(2), which ends a PID namespace.
static int drop_capabilities(void) {
  const int dropped[] = {CAP_SYS_PTRACE, CAP_SYS_BOOT};
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  struct __user_cap_data_struct data[2];
  if (syscall(SYS_capget, &header, data) != 0) return -1;
  for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
    if (prctl(PR_CAPBSET_DROP, dropped[i]) != 0) return -1;
    unsigned mask = ~(1u << (dropped[i] % 32));
    data[dropped[i] / 32].effective &= mask;
    data[dropped[i] / 32].permitted &= mask;
    data[dropped[i] / 32].inheritable &= mask;
  }
  return (int)syscall(SYS_capset, &header, data);
}

static int set_limit(int resource, uint64_t value) {
  struct rlimit limit = {.rlim_cur = value, .rlim_max = value};
  return setrlimit(resource, &limit);
}

// A sysfs shows the network namespace that it was mounted in. When `ip netns exec` detaches the upper
// one, another has to be visible below: the kernel allows a new sysfs in a user namespace only then,
// and not the same one twice on a folder. Below a host's lies that of the sandbox; below the sandbox's
// own, a bind of it.
static int mount_sys(void) {
  if (mount("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) == 0) return 0;
  if (errno != EBUSY) return -1;  // busy: this namespace's is there already
  return mount("/sys", "/sys", NULL, MS_BIND, NULL);
}

pid_t lb_spawn_shell(const struct lb_shell *shell) {
  pid_t pid = fork();
  if (pid != 0) return pid;

  int report = lift(shell->failure, shell->failure);
  if (shell->namespace_descriptor >= 0 && setns(shell->namespace_descriptor, CLONE_NEWNET) != 0)
    fail(report, LB_STAGE_SETNS);
  if (unshare(CLONE_NEWNS | CLONE_NEWUTS) != 0) fail(report, LB_STAGE_UNSHARE);
  if (mount_sys() != 0) fail(report, LB_STAGE_MOUNT_SYS);
  if (shell->hostname && sethostname(shell->hostname, strlen(shell->hostname)) != 0)
    fail(report, LB_STAGE_HOSTNAME);
  if (setsid() < 0) fail(report, LB_STAGE_TERMINAL);

  int commands = shell->commands >= 0 ? lift(shell->commands, report) : -1;
  int status = shell->status >= 0 ? lift(shell->status, report) : -1;
  int standard = shell->terminal >= 0 ? lift(shell->terminal, report) : open("/dev/null", O_RDWR);
  if (standard < 0) fail(report, LB_STAGE_DESCRIPTORS);
  if (shell->terminal >= 0 && ioctl(standard, TIOCSCTTY, 0) != 0) fail(report, LB_STAGE_TERMINAL);
  for (int target = 0; target < 3; target++)
    if (dup2(standard, target) != target) fail(report, LB_STAGE_DESCRIPTORS);
  // Whatever is not passed on is closed by the exec.
  syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC);
  if (commands >= 0 && dup2(commands, shell->commands_target) < 0)
    fail(report, LB_STAGE_DESCRIPTORS);
  if (status >= 0 && dup2(status, shell->status_target) < 0) fail(report, LB_STAGE_DESCRIPTORS);

  // In a machine the agent goes before all others (GuestProgram): what steps do is ordinary, or else
  // they would run before it notices what they made. Nothing is lost where it cannot be set.
  if (getpriority(PRIO_PROCESS, 0) < 0) setpriority(PRIO_PROCESS, 0, 0);
  if (set_limit(RLIMIT_NPROC, shell->processes) != 0) fail(report, LB_STAGE_LIMITS);
  if (set_limit(RLIMIT_DATA, shell->memory) != 0) fail(report, LB_STAGE_LIMITS);
  // 1 and not 0: where cores are piped to a program, that program would run on the machine for any
  // other value (core(5)).
  if (set_limit(RLIMIT_CORE, 1) != 0) fail(report, LB_STAGE_LIMITS);
  if (drop_capabilities() != 0) fail(report, LB_STAGE_CAPABILITIES);
  if (shell->folder && chdir(shell->folder) != 0 && chdir("/") != 0) fail(report, LB_STAGE_EXEC);
  reset_signals();
  execve(shell->path, shell->arguments, shell->environment);
  fail(report, LB_STAGE_EXEC);
}

pid_t lb_start_program(const struct lb_program *program) {
  // The child borrows this memory until its exec: no handler of labbook's may run in it.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  volatile int error = 0;
  pid_t parent = getpid(), pid = vfork();
  if (pid == 0) {
    // The parent may have died before the prctl: then nobody would send the signal.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) _exit(126);
    setpgid(0, 0);
    int from[3] = {program->input, program->output, program->errors};
    for (int target = 0; target < 3; target++)
      if ((from[target] = fcntl(from[target], F_DUPFD_CLOEXEC, 10)) < 0) goto failed;
    for (int target = 0; target < 3; target++)
      if (dup2(from[target], target) != target) goto failed;
    // Another thread's descriptors that it has not marked yet.
    syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC);
    if (program->folder && chdir(program->folder) != 0) goto failed;
    reset_signals();
    execve(program->path, program->arguments, program->environment);
  failed:
    error = errno;
    _exit(127);
  }
  int vforked = errno;
  if (pid > 0 && error != 0) {
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR);
    pid = -1;
    vforked = error;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = vforked;
  return pid;
}
