#ifndef LB_CLINUX_H
#define LB_CLINUX_H

// The kernel's own headers, so that no constant or layout is copied by hand.
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/if_link.h>
#include <linux/if_addr.h>
#include <linux/if_packet.h>
#include <linux/if_ether.h>
#include <linux/filter.h>
#include <linux/fib_rules.h>
#include <linux/neighbour.h>
#include <linux/veth.h>
#include <linux/sched.h>
#include <linux/sock_diag.h>
#include <linux/inet_diag.h>
#include <linux/pkt_sched.h>
#include <linux/gen_stats.h>
#include "lb_netlink.h"

#endif
