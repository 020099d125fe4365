import { sentenceOf } from '../../lib/fault.ts';
import { packPage } from './png.ts';
import type { ReadPage } from './reading-worker.ts';

/** A sheet of letter size at 204 dots an inch, pixels. */
const WIDTH = 1_728;
const HEIGHT = 2_244;

/** What stands for a page that could not be decoded or read: an empty sheet, for a person, with the reason in the notes. */
export function lostPage(n: number, why: unknown): ReadPage {
  const data = new Uint8Array(WIDTH * HEIGHT).fill(255);
  return {
    page: {
      n,
      width: WIDTH,
      height: HEIGHT,
      dpi: [204, 204],
      text: '',
      confidence: 0,
      turned: 0,
      needsHuman: true,
      blank: false,
      cut: true,
      hash: '0'.repeat(64),
    },
    packed: packPage({ width: WIDTH, height: HEIGHT, data }),
    barcodes: [],
    notes: [`page ${n} is lost: ${sentenceOf(why)}; look at the document itself`],
  };
}
