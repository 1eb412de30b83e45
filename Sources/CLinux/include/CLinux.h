#ifndef LB_CLINUX_H
#define LB_CLINUX_H

// The kernel's own headers, so that no constant or layout is copied by hand.
#include <linux/fib_rules.h>
#include <linux/filter.h>
#include <linux/gen_stats.h>
#include <linux/if_addr.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/inet_diag.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/sock_diag.h>
#include <linux/veth.h>

// From the C library, which Swift's Glibc module does not show.
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>

#include "lb_guest.h"
#include "lb_machine.h"
#include "lb_netlink.h"
#include "lb_process.h"
#include "lb_ring.h"
#include "lb_system.h"

#endif
