#ifndef LB_NETLINK_H
#define LB_NETLINK_H

// What the netlink code needs beyond the headers that CLinux.h includes.
#include <linux/net_namespace.h>
#include <linux/sockios.h>
#include <linux/ethtool.h>
#include <linux/sched.h>
#include <sys/syscall.h>
#include <unistd.h>

// setns(2) into a network namespace: Glibc's module does not declare setns, which wants _GNU_SOURCE.
// Affects the calling thread only. Returns 0, or -1 with errno.
static inline int lb_enter_network(int descriptor) {
  return (int)syscall(SYS_setns, descriptor, CLONE_NEWNET);
}

// unshare(2) of the calling thread's network namespace, for the same reason.
static inline int lb_leave_network(void) { return (int)syscall(SYS_unshare, CLONE_NEWNET); }

#endif
