import { isIPv6 } from 'node:net';

/**
 * What stands for a client when its attempts are counted: its IPv4 address, or the first 64 bits of its IPv6 address,
 * below which everybody has as many addresses as they like.
 */
export function clientOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(ip);
  if (mapped !== null) return mapped[1]!;
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = ip.split('%')[0]!.split('::');
  const [front, back] = [head.split(':'), tail === undefined ? [] : tail.split(':')].map((groups) =>
    groups.filter((group) => group !== ''),
  );
  const gap = tail === undefined ? [] : Array.from({ length: 8 - front!.length - back!.length }, () => '0');
  return [...front!, ...gap, ...back!].slice(0, 4).join(':');
}
