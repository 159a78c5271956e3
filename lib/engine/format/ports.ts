/**
 * Names of well-known ports, for %P (IANA's registry of service names).
 *
 * @module
 */
const NAMES = `
1 tcpmux 7 echo 9 discard 11 systat 13 daytime 15 netstat 17 qotd 19 chargen 20 ftp-data 21 ftp 22 ssh 23 telnet 25 smtp
37 time 42 nameserver 43 whois 49 tacacs 50 re-mail-ck 53 domain 67 bootps 68 bootpc 69 tftp 70 gopher 79 finger 80 http
88 kerberos 101 hostname 102 iso-tsap 104 acr-nema 105 csnet-ns 107 rtelnet 109 pop2 110 pop3 111 sunrpc 113 auth
115 sftp 117 uucp-path 119 nntp 123 ntp 135 epmap 137 netbios-ns 138 netbios-dgm 139 netbios-ssn 143 imap 161 snmp
162 snmptrap 163 cmip-man 164 cmip-agent 174 mailq 177 xdmcp 178 nextstep 179 bgp 191 prospero 194 irc 199 smux
201 at-rtmp 202 at-nbp 204 at-echo 206 at-zis 209 qmtp 210 z3950 213 ipx 220 imap3 319 ptp-event 320 ptp-general
345 pawserv 346 zserv 347 fatserv 369 rpc2portmap 370 codaauth2 371 clearcase 372 ulistserv 389 ldap 406 imsp 427 svrloc
443 https 444 snpp 445 microsoft-ds 464 kpasswd 487 saft 500 isakmp 512 exec 513 login 514 shell 515 printer 517 talk
518 ntalk 520 route 525 timed 526 tempo 530 courier 531 conference 532 netnews 533 netwall 538 gdomap 540 uucp
543 klogin 544 kshell 546 dhcpv6-client 547 dhcpv6-server 548 afpovertcp 549 idfp 554 rtsp 556 remotefs 563 nntps
587 submission 607 nqs 610 npmp-local 611 npmp-gui 612 hmmp-ind 623 asf-rmcp 628 qmqp 631 ipp 636 ldaps 646 ldp
655 tinc 706 silc 749 kerberos-adm 750 kerberos4 760 krbupdate 765 webster 775 entomb 783 spamd 853 domain-s 860 iscsi
873 rsync 989 ftps-data 990 ftps 992 telnets 993 imaps 994 ircs 995 pop3s 1080 socks 1093 proofd 1094 rootd 1194 openvpn
1352 lotusnote 1433 ms-sql-s 1434 ms-sql-m 1524 ingreslock 1645 datametrics 1646 sa-msg-port 1701 l2f 1723 pptp
1812 radius 1813 radius-acct 1900 ssdp 1985 hsrp 2000 cisco-sccp 2049 nfs 2086 gnunet 2101 rtcm-sc104 2119 gsigatekeeper
2135 gris 2181 zookeeper 2401 cvspserver 2430 venus 2583 mon 2628 dict 2792 f5-globalsite 2811 gsiftp 2947 gpsd
3050 gds-db 3130 icpv2 3205 isns 3260 iscsi-target 3306 mysql 3389 ms-wbt-server 3478 stun 3493 nut 3632 distcc
3689 daap 3690 svn 3784 bfd-control 4031 suucp 4094 sysrqd 4190 sieve 4369 epmd 4500 ipsec-nat-t 4569 iax 4691 mtn
4789 vxlan 4899 radmin-port 5004 rtp 5060 sip 5061 sip-tls 5222 xmpp-client 5269 xmpp-server 5349 stuns 5351 nat-pmp
5353 mdns 5355 llmnr 5432 postgresql 5556 freeciv 5671 amqps 5672 amqp 5683 coap 6000 x11 6081 geneve 6346 gnutella-svc
6347 gnutella-rtr 6379 redis 6444 sge-qmaster 6445 sge-execd 6446 mysql-proxy 6514 syslog-tls 6653 openflow 6697 ircs-u
7000 afs3-fileserver 8080 http-alt 8140 puppet 9418 git 9987 dsc 10050 zabbix-agent 10051 zabbix-trapper 10080 amanda
11211 memcached 11371 hkp 17500 db-lsp 27017 mongodb 60177 tfido 60179 fido
`;
const byPort = new Map<number, string>();

/** The service that has the port (host order), if it is well known. */
export function portName(port: number): string | undefined {
  if (byPort.size === 0) {
    for (const [, number, name] of NAMES.matchAll(/(\d+) (\S+)/g)) byPort.set(Number(number), name);
  }
  return byPort.get(port);
}
