#ifndef LB_RING_H
#define LB_RING_H

// packet(7): the parts that need atomic access or control messages.

#include <stdint.h>
#include <stddef.h>

/// Whether the block of a TPACKET_V3 ring is user space's to read.
int lb_block_is_ready(const void *block);
/// Gives a block back to the kernel.
void lb_block_release(void *block);

/// A packet read from an AF_PACKET socket without a ring.
struct lb_packet {
  int64_t wall;            ///< Kernel's stamp, CLOCK_REALTIME in ns; 0 where there is none.
  int32_t interface;       ///< sll_ifindex.
  uint8_t type;            ///< sll_pkttype.
  uint16_t hardware_type;  ///< sll_hatype.
  uint32_t length;         ///< Length on the wire.
  uint32_t captured;       ///< Bytes in the buffer.
  uint16_t vlan_tci;
  uint16_t vlan_tpid;
  uint8_t vlan_valid;
};

/// recvmsg(2) without waiting: 1 for a packet, 0 for none, -1 with errno.
int lb_receive_packet(int descriptor, void *buffer, size_t size, struct lb_packet *packet);

/// Sends descriptors with some bytes over a unix(7) socket: 0, or -1 with errno.
int lb_send_descriptors(int socket, const int *descriptors, int count, const void *bytes,
                        size_t size);
/// Receives them: the number of bytes, or -1 with errno; *count is how many descriptors came.
long lb_receive_descriptors(int socket, int *descriptors, int *count, void *bytes, size_t size);

#endif
