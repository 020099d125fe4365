import type { Gray } from './gray.ts';

/** Of each side: in this rim stand the sender's line with date and number, the holes of a binder and the shadow of the sheet's edge. */
const RIM = 0.07;
/** Of the ink, on each side, so much is not counted when it is asked where the text begins: dots that lie apart do not move it. */
const APART = 0.002;
const COLUMNS = 16;
const ROWS = 16;
/** Fields whose ink differs by less than this, of the mean of all, are alike: dust must not decide between two that are nearly so. */
const ALIKE = 0.05;

/**
 * A hash by which a page is known again that was sent twice: 16 × 16 bits, each saying whether the text gets darker from one field
 * to the next. The fields lie over the text and not over the sheet, which is never fed in twice at the same place. 64 hexadecimal
 * digits; hashes are compared by the bits in which they differ (domain/fax/page-hash.ts).
 */
export function pageHash(page: Gray): string {
  const bits = new Uint8Array((COLUMNS * ROWS) / 8);
  const { rows, columns, all } = inkWithin(page);
  const across = fieldsOf(columns, all, COLUMNS + 1);
  const down = fieldsOf(rows, all, ROWS);
  const ink = inkOfFields(page, across, down);
  const alike = (ALIKE * ink.reduce((sum, field) => sum + field, 0)) / ink.length;
  for (let y = 0; y < ROWS; y += 1) {
    for (let x = 0; x < COLUMNS; x += 1) {
      const at = y * (COLUMNS + 1) + x;
      const bit = y * COLUMNS + x;
      if (ink[at + 1]! > ink[at]! + alike) bits[bit >> 3]! |= 0x80 >> (bit & 7);
    }
  }
  return Buffer.from(bits).toString('hex');
}

/** The ink of each row and column of the page, without its rim. */
function inkWithin({ width, height, data }: Gray) {
  const [left, top] = [Math.round(width * RIM), Math.round(height * RIM)];
  const rows = new Float64Array(height);
  const columns = new Float64Array(width);
  let all = 0;
  for (let y = top; y < height - top; y += 1) {
    for (let x = left; x < width - left; x += 1) {
      const ink = 255 - data[y * width + x]!;
      rows[y]! += ink;
      columns[x]! += ink;
    }
    all += rows[y]!;
  }
  return { rows, columns, all };
}

/** In which of `count` fields each row (or column) lies, and how many lie in each; −1: in none, beside the text. */
function fieldsOf(lines: Float64Array, all: number, count: number) {
  const from = placeOf(lines, all * APART);
  const size = (placeOf(lines, all * (1 - APART)) - from) / count;
  const sizes = new Float64Array(count);
  const of = Int8Array.from(lines, (_, i) => {
    const field = Math.floor((i + 0.5 - from) / size);
    return field >= 0 && field < count ? field : -1;
  });
  for (const field of of) if (field >= 0) sizes[field]! += 1;
  return { of, sizes };
}

/** Where so much ink has been passed, between the lines. */
function placeOf(lines: Float64Array, ink: number): number {
  let passed = 0;
  for (const [i, line] of lines.entries()) {
    if (line > 0 && passed + line >= ink) return i + (ink - passed) / line;
    passed += line;
  }
  return 0;
}

type Fields = ReturnType<typeof fieldsOf>;

/** Ink of each field by its area, row by row; none in a field too small for a pixel. */
function inkOfFields({ width, data }: Gray, across: Fields, down: Fields): Float64Array {
  const count = across.sizes.length;
  const ink = new Float64Array(count * down.sizes.length);
  for (const [y, row] of down.of.entries()) {
    if (row < 0) continue;
    for (const [x, column] of across.of.entries())
      if (column >= 0) ink[row * count + column]! += 255 - data[y * width + x]!;
  }
  return ink.map((sum, i) => sum / Math.max(1, down.sizes[Math.floor(i / count)]! * across.sizes[i % count]!));
}
