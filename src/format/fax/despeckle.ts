import { INK_BELOW, type Gray } from './gray.ts';

/**
 * Groups of ink with fewer pixels than this are dust; a full stop has some twenty. The same for a page of 98 lines an inch, which
 * is stretched to twice its height: three specks that touch are a group of six there, and more are rare.
 */
const DUST = 6;
/** Holes in ink with fewer pixels than this are where dust of the other colour fell. */
const HOLES = 3;
/** A group of ink of up to so many pixels is dust all the same when it lies by itself: whatever small belongs to a letter lies beside it. */
const LONELY = 20;
/** As much paper around it is by itself, pixels: the width of a word space in small print. */
const ALONE = 12;
/** How far the grey edge of a stroke reaches where the page was stretched, pixels. */
const EDGE_ACROSS = 1;
const EDGE_DOWN = 2;

/**
 * Takes specks off a page: groups of ink, and holes in it, that are smaller than any letter's part. Letters keep their grey
 * edges, by which they are read better; all else is white. A few passes over the pixels, so linear and of bounded memory, whatever the page holds.
 */
export function despeckle<P extends Gray>(page: P): P {
  const bits = new Uint8Array(page.data.length);
  for (let i = 0; i < bits.length; i += 1) bits[i] = page.data[i]! < INK_BELOW ? 1 : 0;
  dropSmall(bits, page.width, 1, DUST);
  dropSmall(bits, page.width, 0, HOLES);
  dropSmall(bits, page.width, 1, LONELY + 1, ALONE);
  return { ...page, data: withEdges(page, bits) };
}

/** The page of these bits, with the greys of the page before where they still belong to ink. */
function withEdges({ width, height, data }: Gray, bits: Uint8Array): Uint8Array {
  const clean = new Uint8Array(data.length).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const before = data[at]!;
      if (bits[at] === 1) clean[at] = before < INK_BELOW ? before : 0;
      else if (
        before >= INK_BELOW &&
        before < 255 &&
        inkWithin(bits, width, x - EDGE_ACROSS, y - EDGE_DOWN, x + EDGE_ACROSS, y + EDGE_DOWN, 1) > 0
      )
        clean[at] = before;
    }
  }
  return clean;
}

/** How many pixels of a box are ink, at most `enough`; what of the box lies beyond the page is paper. */
function inkWithin(
  bits: Uint8Array,
  width: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
  enough: number,
): number {
  const height = bits.length / width;
  let ink = 0;
  for (let y = Math.max(0, top); y <= Math.min(height - 1, bottom); y += 1)
    for (let x = Math.max(0, left); x <= Math.min(width - 1, right); x += 1)
      if (bits[y * width + x] === 1 && ++ink >= enough) return ink;
  return ink;
}

/**
 * Turns connected groups (8 neighbours) of `value` that have fewer than `least` pixels into the other value; with `alone`, of ink
 * only those with no other ink so near.
 */
function dropSmall(bits: Uint8Array, width: number, value: 0 | 1, least: number, alone = 0): void {
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
    if (isLarge || (alone > 0 && !liesAlone(bits, width, group.subarray(0, size), alone))) continue;
    for (let i = 0; i < size; i += 1) bits[group[i]!] = value === 1 ? 0 : 1;
  }
}

function liesAlone(bits: Uint8Array, width: number, group: Int32Array, gap: number): boolean {
  let [left, top, right, bottom] = [width, bits.length, 0, 0];
  for (const at of group) {
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  const most = group.length + 1;
  return inkWithin(bits, width, left - gap, top - gap, right + gap, bottom + gap, most) < most;
}

function holds(group: Int32Array, size: number, wanted: number): boolean {
  for (let i = 0; i < size; i += 1) if (group[i] === wanted) return true;
  return false;
}
