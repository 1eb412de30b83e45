#define _GNU_SOURCE
#include "lb_ring.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

int lb_block_is_ready(const void *block) {
  const struct tpacket_block_desc *desc = block;
  return (__atomic_load_n(&desc->hdr.bh1.block_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER) != 0;
}

void lb_block_release(void *block) {
  struct tpacket_block_desc *desc = block;
  __atomic_store_n(&desc->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
}

int lb_receive_packet(int descriptor, void *buffer, size_t size, struct lb_packet *packet) {
  struct sockaddr_ll address;
  char control[CMSG_SPACE(sizeof(struct tpacket_auxdata)) + CMSG_SPACE(sizeof(struct timespec))];
  struct iovec vector = {.iov_base = buffer, .iov_len = size};
  struct msghdr message = {
      .msg_name = &address,
      .msg_namelen = sizeof address,
      .msg_iov = &vector,
      .msg_iovlen = 1,
      .msg_control = control,
      .msg_controllen = sizeof control,
  };
  ssize_t got;
  do got = recvmsg(descriptor, &message, MSG_DONTWAIT | MSG_TRUNC);
  while (got < 0 && errno == EINTR);
  if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -1;
  *packet = (struct lb_packet){
      .interface = address.sll_ifindex,
      .type = address.sll_pkttype,
      .hardware_type = address.sll_hatype,
      .length = (uint32_t)got,
      .captured = (uint32_t)((size_t)got < size ? (size_t)got : size),
  };
  for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level == SOL_PACKET && part->cmsg_type == PACKET_AUXDATA) {
      struct tpacket_auxdata aux;
      memcpy(&aux, CMSG_DATA(part), sizeof aux);
      packet->length = aux.tp_len;
      if (aux.tp_status & TP_STATUS_VLAN_VALID) {
        packet->vlan_valid = 1;
        packet->vlan_tci = aux.tp_vlan_tci;
        packet->vlan_tpid = aux.tp_status & TP_STATUS_VLAN_TPID_VALID ? aux.tp_vlan_tpid : 0x8100;
      }
    } else if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_TIMESTAMPNS) {
      struct timespec stamp;
      memcpy(&stamp, CMSG_DATA(part), sizeof stamp);
      packet->wall = stamp.tv_sec * 1000000000LL + stamp.tv_nsec;
    }
  }
  return 1;
}

enum { LB_DESCRIPTORS = 64 };

int lb_send_descriptors(int socket, const int *descriptors, int count, const void *bytes,
                        size_t size) {
  char control[CMSG_SPACE(sizeof(int) * LB_DESCRIPTORS)];
  memset(control, 0, sizeof control);
  struct iovec vector = {.iov_base = (void *)bytes, .iov_len = size};
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
  if (count > LB_DESCRIPTORS) {
    errno = EINVAL;
    return -1;
  }
  if (count > 0) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)count);
    struct cmsghdr *part = CMSG_FIRSTHDR(&message);
    part->cmsg_level = SOL_SOCKET;
    part->cmsg_type = SCM_RIGHTS;
    part->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)count);
    memcpy(CMSG_DATA(part), descriptors, sizeof(int) * (size_t)count);
  }
  ssize_t sent;
  do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent < 0 ? -1 : 0;
}

long lb_receive_descriptors(int socket, int *descriptors, int *count, void *bytes, size_t size) {
  char control[CMSG_SPACE(sizeof(int) * LB_DESCRIPTORS)];
  struct iovec vector = {.iov_base = bytes, .iov_len = size};
  struct msghdr message = {
      .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t got;
  do got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  *count = 0;
  if (got < 0) return -1;
  struct cmsghdr *part = CMSG_FIRSTHDR(&message);
  if (part && part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS) {
    *count = (int)((part->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    memcpy(descriptors, CMSG_DATA(part), sizeof(int) * (size_t)*count);
  }
  return got;
}
