#ifndef LB_GUEST_H
#define LB_GUEST_H

// What the first process of a machine's guest does, beyond what Swift's Glibc module shows.

#include <stddef.h>

/// finit_module(2), also of a compressed file where the kernel takes such.
int lb_load_module(int descriptor, const char *parameters, int is_compressed);
/// random(4) RNDADDENTROPY and RNDRESEEDCRNG: what is drawn from now on depends on these bytes.
int lb_add_entropy(const void *bytes, size_t count);
/// mount(2)'s MS_MOVE of the working folder onto the root, then chroot(2) into it.
int lb_become_root(void);
/// Forks a process that uses up all memory, unlikely to be killed for it itself.
void lb_exhaust_memory(void);
/// Forks a process that writes to /dev/kmsg without end.
void lb_flood_log(void);

#endif
