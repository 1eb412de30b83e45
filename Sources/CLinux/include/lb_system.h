#ifndef LB_SYSTEM_H
#define LB_SYSTEM_H

// Calls and constants that Swift's Glibc module does not show.

#include <stdint.h>

/// pipe2(2) with O_CLOEXEC.
int lb_pipe(int descriptors[2]);
/// memfd_create(2) with MFD_CLOEXEC.
int lb_memory_file(const char *name);
/// fcntl(2) F_SETPIPE_SZ: how many bytes a pipe holds then, or -1.
int lb_set_pipe_size(int descriptor, int size);
/// setns(2).
int lb_setns(int descriptor, int type);
/// unshare(2).
int lb_unshare(int flags);
/// pivot_root(2).
int lb_pivot_root(const char *new_root, const char *put_old);
/// mount(2).
int lb_mount(const char *source, const char *target, const char *type, unsigned long flags,
             const char *data);
/// umount2(2).
int lb_umount(const char *target, int flags);
/// eventfd(2), not blocking and with EFD_CLOEXEC.
int lb_wake_signal(void);
/// mount_setattr(2) with AT_RECURSIVE: sets MOUNT_ATTR_* on a whole tree.
int lb_mount_set(const char *target, uint64_t attributes);
/// open_tree(2) of a clone of one mount, then mount_setattr(2) with MOUNT_ATTR_IDMAP: returns its
/// descriptor, or -1.
int lb_open_idmapped(const char *path, int user_namespace);
/// move_mount(2) of such a descriptor to a path.
int lb_attach_mount(int descriptor, const char *target);
/// pidfd_send_signal(2).
int lb_pidfd_signal(int descriptor, int signal);
/// pidfd_open(2).
int lb_pidfd_open(int pid);
/// prctl(2) PR_SET_DUMPABLE 0: only who has CAP_SYS_PTRACE may look into this process.
int lb_hide_process(void);
/// ioctl_tty(2) TIOCSPTLCK and TIOCGPTPEER: unlocks a pseudo-terminal and opens its other side.
int lb_open_terminal_peer(int master);
/// mount(2)'s flags, umount2(2)'s MNT_DETACH.
extern const unsigned long LB_MS_BIND, LB_MS_REC, LB_MS_PRIVATE, LB_MS_SHARED, LB_MS_SLAVE,
    LB_MS_NOSUID, LB_MS_NODEV, LB_MS_NOEXEC, LB_MS_RDONLY, LB_MS_REMOUNT;
extern const int LB_MNT_DETACH;
/// Read-only, and neither setuid programs nor devices work.
extern const uint64_t LB_MOUNT_ATTR_FROZEN;
/// lseek(2)'s SEEK_DATA and SEEK_HOLE.
extern const int LB_SEEK_DATA, LB_SEEK_HOLE;
/// ioctl(2) TIOCSWINSZ.
int lb_set_window(int descriptor, unsigned short rows, unsigned short columns);
/// ioctl(2) TIOCGWINSZ: rows in the high, columns in the low 16 bits; -1 where it is no terminal.
int lb_get_window(int descriptor);
/// fstatfs(2): whether the descriptor is a file of nsfs, a namespace.
int lb_is_namespace(int descriptor);

#endif
