import { INK_BELOW, type Gray } from './gray.ts';

/** Groups of ink with fewer pixels than this are dust on a page of fine resolution; a full stop has some twenty. */
const DUST = 6;
/** Holes in ink with fewer pixels than this are where dust of the other colour fell. */
const HOLES = 3;
/** A page of 98 lines an inch is stretched to twice its height, so is its dust; but strokes are thinner there. */
const COARSE_BELOW = 150; // lines an inch

/**
 * Takes specks off a page: groups of ink, and holes in it, that are smaller than any letter's part. Black and white afterwards.
 * Two passes over the pixels with a stack of its own, so linear and of bounded memory, whatever the page holds.
 */
export function despeckle<P extends Gray>(page: P, linesAnInch: number): P {
  const isCoarse = linesAnInch < COARSE_BELOW;
  const bits = new Uint8Array(page.data.length);
  for (let i = 0; i < bits.length; i += 1) bits[i] = page.data[i]! < INK_BELOW ? 1 : 0;
  dropSmall(bits, page.width, 1, isCoarse ? DUST - 1 : DUST);
  dropSmall(bits, page.width, 0, isCoarse ? HOLES - 1 : HOLES);
  for (let i = 0; i < bits.length; i += 1) bits[i] = bits[i] === 1 ? 0 : 255;
  return { ...page, data: bits };
}

/** Turns connected groups (8 neighbours) of `value` that have fewer than `least` pixels into the other value. */
function dropSmall(bits: Uint8Array, width: number, value: 0 | 1, least: number): void {
  const done = new Uint8Array(bits.length);
  const group = new Int32Array(least);
  const height = bits.length / width;
  for (let start = 0; start < bits.length; start += 1) {
    if (bits[start] !== value || done[start] === 1) continue;
    // Only as far as it takes to know that the group is large enough; its other pixels find that out by a neighbour that is done.
    let size = 1;
    let isLarge = false;
    group[0] = start;
    done[start] = 1;
    for (let next = 0; next < size && !isLarge; next += 1) {
      const at = group[next]!;
      const x = at % width;
      const y = (at - x) / width;
      for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1) && !isLarge; v += 1) {
        for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u += 1) {
          const other = v * width + u;
          if (other === at || bits[other] !== value) continue;
          if (done[other] === 1) {
            // of this group already, or of one that was found to be large
            if (!holds(group, size, other)) isLarge = true;
          } else if (size === least - 1) isLarge = true;
          else {
            group[size] = other;
            size += 1;
            done[other] = 1;
          }
          if (isLarge) break;
        }
      }
    }
    if (!isLarge) for (let i = 0; i < size; i += 1) bits[group[i]!] = value === 1 ? 0 : 1;
  }
}

function holds(group: Int32Array, size: number, wanted: number): boolean {
  for (let i = 0; i < size; i += 1) if (group[i] === wanted) return true;
  return false;
}
