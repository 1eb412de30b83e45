#ifndef LB_PROCESS_H
#define LB_PROCESS_H

// Between a fork and an exec only C runs: Swift's runtime has locks that another thread may hold.

#include <stdint.h>
#include <sys/types.h>

/// Where a child failed before its exec, as it writes it to its error pipe.
struct lb_failure {
  int32_t stage;  ///< One of enum lb_stage.
  int32_t error;  ///< errno.
};

/// The stages of lb_clone_agent and lb_spawn_shell that can fail.
enum lb_stage {
  LB_STAGE_CLONE = 1,
  LB_STAGE_HANDSHAKE,
  LB_STAGE_IDS,
  LB_STAGE_DESCRIPTORS,
  LB_STAGE_EXEC,
  LB_STAGE_SETNS,
  LB_STAGE_UNSHARE,
  LB_STAGE_MOUNT_SYS,
  LB_STAGE_HOSTNAME,
  LB_STAGE_CAPABILITIES,
  LB_STAGE_LIMITS,
  LB_STAGE_TERMINAL,
  LB_STAGE_KEYRING,
};

/// What lb_clone_agent needs.
struct lb_agent {
  uint64_t flags;            ///< CLONE_NEW*.
  int executable;            ///< Descriptor of the agent's file.
  int control;               ///< Becomes descriptor 3.
  int handshake;             ///< Read end: one byte says that the ids are mapped; end of file, to give up.
  int handshake_write;       ///< The other end, which the child must not hold: it would wait for itself.
  int failure;               ///< Write end of a pipe for one struct lb_failure; closed by a good exec.
  int layers;                ///< Becomes descriptor 4: brings the lower layers of the root.
  char *const *arguments;
  char *const *environment;
};

/// Clones a process into new namespaces and executes the agent in it, as uid and gid 0 there.
///
/// Returns its pid, or -1 with errno set where clone itself failed. See clone(2), user_namespaces(7).
pid_t lb_clone_agent(const struct lb_agent *agent);

/// What lb_spawn_shell needs.
struct lb_shell {
  const char *path;
  char *const *arguments;
  char *const *environment;
  const char *folder;          ///< Working folder.
  int namespace_descriptor;    ///< Network namespace to enter; -1 for none.
  const char *hostname;        ///< NULL keeps it.
  int commands;                ///< Becomes descriptor `commands_target`; -1 for none.
  int commands_target;
  int status;                  ///< Becomes descriptor `status_target`; -1 for none.
  int status_target;
  int terminal;                ///< Becomes the controlling terminal and 0 to 2; -1 for /dev/null there.
  int failure;                 ///< Write end of a pipe for one struct lb_failure.
  uint64_t processes;          ///< RLIMIT_NPROC.
  uint64_t memory;             ///< RLIMIT_DATA.
};

/// Starts a shell in a mount namespace of its own, with a /sys that shows its network namespace.
///
/// Returns its pid, or -1 with errno set where fork failed.
pid_t lb_spawn_shell(const struct lb_shell *shell);

/// What lb_start_program needs.
struct lb_program {
  const char *path;
  char *const *arguments;
  char *const *environment;
  const char *folder;          ///< Working folder; NULL keeps it.
  int input, output, errors;   ///< Become descriptors 0 to 2.
};

/// Starts a program in a process group of its own; it gets SIGKILL where the calling thread ends first.
///
/// Returns its pid, or -1 with errno set where it could not be started. See vfork(2), PR_SET_PDEATHSIG(2const).
pid_t lb_start_program(const struct lb_program *program);

#endif
