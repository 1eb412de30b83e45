#ifndef LB_MACHINE_H
#define LB_MACHINE_H

// Emulators: started so that nothing of them outlives labbook, however that ends.

#include <stdint.h>
#include <sys/types.h>

/// The stages of lb_start_machine that can fail, as `stage` of struct lb_failure.
enum lb_machine_stage {
  LB_MACHINE_IDS = 1,
  LB_MACHINE_SCRATCH,
  LB_MACHINE_DESCRIPTORS,
  LB_MACHINE_FORK,
  LB_MACHINE_EXEC,
};

/// What lb_start_machine needs.
struct lb_machine {
  const char *path;
  char *const *arguments;
  char *const *environment;
  const char *scratch;      ///< A folder on which a tmpfs of the machine's own is mounted; NULL for none.
  int isolates;             ///< Whether it gets PID and mount namespaces (and a user namespace, unless root).
  const char *folder;       ///< Without isolation: the emulator's uml_dir, removed with it; NULL for none.
  int output;               ///< Becomes standard output and standard error; standard input is /dev/null.
  const int *descriptors;   ///< Become 3, 4, …
  int count;                ///< How many, at most 16.
  int lifeline;             ///< Read end of a pipe whose other end only labbook holds: the machine's end at its end.
  int failure;              ///< Write end of a pipe for one struct lb_failure; closed by a good exec.
};

/// Starts a keeper process that starts the emulator, waits for it, and exits with its status (128 and
/// the signal's number where a signal ended it).
///
/// The keeper leads a session of its own. It ends everything when the lifeline is closed; where it
/// isolates, killing it does the same. Returns its pid, or -1 with errno where clone(2) failed.
pid_t lb_start_machine(const struct lb_machine *machine);

#endif
