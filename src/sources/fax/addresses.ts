import { BlockList, isIP, isIPv6 } from 'node:net';

/*
 * Addresses that no document of a provider is fetched from: our own machine, our own network, and what stands for them
 * (RFC 6890, RFC 4193, RFC 6598, RFC 6052). A link that leads there was made to have us ask ourselves.
 */

const SUBNETS: readonly (readonly [net: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['::', 96, 'ipv6'],
  ['::ffff:0:0', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['100::', 64, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

// One list each: in a common one every IPv4 address would fall under the net of those that are mapped into IPv6.
const closed = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [net, prefix, family] of SUBNETS) closed[family].addSubnet(net, prefix, family);

/** Whether an IP address is one of the open internet; false for what is no address. */
export function isPublicAddress(address: string): boolean {
  const bare = address.split('%')[0]!;
  const family = isIPv6(bare) ? 'ipv6' : 'ipv4';
  return isIP(bare) !== 0 && !closed[family].check(bare, family);
}
