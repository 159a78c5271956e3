/*
 * What pcap() keeps of a packet: link types, as DTrace names and numbers them.
 */

inline int PCAP_NULL = 0;		/* for pcap(): the frame, as captured */
inline int PCAP_ETHER = 1;		/* for pcap(): the frame, as captured */
inline int PCAP_PPP = 9;		/* for pcap(): the frame, as captured */
inline int PCAP_IP = 12;		/* for pcap(): the packet from its IP header on, IPv4 or IPv6 */
inline int PCAP_WIFI = 105;		/* for pcap(): the frame, as captured */
inline int PCAP_IPNET = 226;		/* for pcap(): the frame, as captured */
inline int PCAP_IPOIB = 242;		/* for pcap(): the frame, as captured */
