#define _GNU_SOURCE
#include "lb_system.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <termios.h>
#include <unistd.h>

// <sys/mount.h> and <linux/mount.h> cannot be included together in glibc 2.36: the few constants of
// the former stand here by their values in include/uapi/linux/mount.h.
int mount(const char *, const char *, const char *, unsigned long, const void *);
int umount2(const char *, int);

const unsigned long LB_MS_BIND = MS_BIND, LB_MS_REC = MS_REC, LB_MS_PRIVATE = MS_PRIVATE,
                    LB_MS_SHARED = MS_SHARED, LB_MS_SLAVE = MS_SLAVE, LB_MS_NOSUID = MS_NOSUID,
                    LB_MS_NODEV = MS_NODEV, LB_MS_NOEXEC = MS_NOEXEC, LB_MS_RDONLY = MS_RDONLY,
                    LB_MS_REMOUNT = MS_REMOUNT;
const int LB_MNT_DETACH = 2;
const uint64_t LB_MOUNT_ATTR_FROZEN = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;

int lb_pipe(int descriptors[2]) { return pipe2(descriptors, O_CLOEXEC); }
int lb_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
int lb_set_pipe_size(int descriptor, int size) { return fcntl(descriptor, F_SETPIPE_SZ, size); }
int lb_setns(int descriptor, int type) { return setns(descriptor, type); }
int lb_unshare(int flags) { return unshare(flags); }

int lb_pivot_root(const char *new_root, const char *put_old) {
  return (int)syscall(SYS_pivot_root, new_root, put_old);
}

int lb_mount(const char *source, const char *target, const char *type, unsigned long flags,
             const char *data) {
  return mount(source, target, type, flags, data);
}

int lb_umount(const char *target, int flags) { return umount2(target, flags); }

int lb_mount_set(const char *target, uint64_t attributes) {
  struct mount_attr attr = {.attr_set = attributes};
  return (int)syscall(SYS_mount_setattr, AT_FDCWD, target, AT_RECURSIVE, &attr, sizeof attr);
}

int lb_open_idmapped(const char *path, int user_namespace) {
  int tree = (int)syscall(SYS_open_tree, AT_FDCWD, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
  if (tree < 0) return -1;
  struct mount_attr attr = {.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = (uint64_t)user_namespace};
  if (syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attr, sizeof attr) == 0) return tree;
  int error = errno;
  close(tree);
  errno = error;
  return -1;
}

int lb_attach_mount(int descriptor, const char *target) {
  return (int)syscall(SYS_move_mount, descriptor, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH);
}

int lb_pidfd_signal(int descriptor, int signal) {
  return (int)syscall(SYS_pidfd_send_signal, descriptor, signal, NULL, 0);
}

int lb_wake_signal(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int lb_pidfd_open(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int lb_hide_process(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }

int lb_open_terminal_peer(int master) {
  int locked = 0;
  if (ioctl(master, TIOCSPTLCK, &locked) != 0) return -1;
  return ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
}

const int LB_SEEK_DATA = SEEK_DATA, LB_SEEK_HOLE = SEEK_HOLE;

int lb_set_window(int descriptor, unsigned short rows, unsigned short columns) {
  struct winsize size = {.ws_row = rows, .ws_col = columns};
  return ioctl(descriptor, TIOCSWINSZ, &size);
}

int lb_get_window(int descriptor) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
  return size.ws_row << 16 | size.ws_col;
}

int lb_is_namespace(int descriptor) {
  struct statfs status;
  return fstatfs(descriptor, &status) == 0 && status.f_type == NSFS_MAGIC;
}
