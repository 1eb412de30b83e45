#define _GNU_SOURCE
#include "lb_guest.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// linux/module.h; older headers lack it.
enum { COMPRESSED_FILE = 4 };

int lb_load_module(int descriptor, const char *parameters, int is_compressed) {
  return (int)syscall(SYS_finit_module, descriptor, parameters, is_compressed ? COMPRESSED_FILE : 0);
}

int lb_add_entropy(const void *bytes, size_t count) {
  union {
    struct rand_pool_info info;
    unsigned char bytes[sizeof(struct rand_pool_info) + 64];
  } pool = {.info = {.entropy_count = (int)count * 8, .buf_size = (int)count}};
  if (count > 64) {
    errno = EINVAL;
    return -1;
  }
  memcpy(pool.bytes + sizeof(struct rand_pool_info), bytes, count);
  int random = open("/dev/urandom", O_RDWR | O_CLOEXEC);
  if (random < 0) return -1;
  int result = ioctl(random, RNDADDENTROPY, &pool);
  if (result == 0) result = ioctl(random, RNDRESEEDCRNG);
  int error = errno;
  close(random);
  errno = error;
  return result;
}

int lb_become_root(void) {
  if (mount(".", "/", NULL, MS_MOVE, NULL) != 0) return -1;
  if (chroot(".") != 0) return -1;
  return chdir("/");
}

void lb_exhaust_memory(void) {
  if (fork() != 0) return;
  int score = open("/proc/self/oom_score_adj", O_WRONLY);
  // The agent goes before this process.
  if (score >= 0 && write(score, "-900", 4) < 0) _exit(1);
  for (;;) {
    size_t size = 1 << 20;
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) pause();
    memset(memory, 1, size);
  }
}

void lb_flood_log(void) {
  if (fork() != 0) return;
  setpriority(PRIO_PROCESS, 0, 0);  // as any process would, not as the guest's first one
  int log = open("/dev/kmsg", O_WRONLY);
  static const char text[] = "<0>labbook: this line is one of a flood that does not end\n";
  for (;;)
    if (write(log, text, sizeof text - 1) < 0) usleep(1000);
}
