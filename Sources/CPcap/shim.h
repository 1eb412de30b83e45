// libpcap compiles and runs pcap filters (pcap-filter(7)); capture itself is ours.
#include <pcap/pcap.h>
