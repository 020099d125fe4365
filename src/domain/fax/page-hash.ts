/** Number of ones in a hexadecimal digit. */
const ONES = [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4];

/** In how many of their 256 bits two page hashes differ; all of them when one is no hash. */
export function hashDistance(a: string, b: string): number {
  if (a.length !== 64 || b.length !== 64) return 256;
  let differing = 0;
  for (let i = 0; i < 64; i += 1) differing += ONES[Number.parseInt(a[i]!, 16) ^ Number.parseInt(b[i]!, 16)] ?? 4;
  return differing;
}
