import type { FaxBarcode, FaxPage } from '../../domain/fax/fax.ts';
import { sentenceOf } from '../../lib/fault.ts';
import { barcodesOf, withoutCodes } from './barcodes.ts';
import { despeckle } from './despeckle.ts';
import { deskew, isSideways, skewOf } from './deskew.ts';
import { isBlank, turn, type GrayPage } from './gray.ts';
import type { Ocr, Recognized } from './ocr/port.ts';
import { pageHash } from './page-hash.ts';

export type PageOptions = {
  /** longest time of one look at a page, seconds */
  readonly seconds: number;
  /** what is read with less certainty needs a person, 0 to 100 */
  readonly personBelow: number;
};

export type PageRead = {
  readonly page: FaxPage;
  /** as people are shown it */
  readonly upright: GrayPage;
  readonly barcodes: readonly FaxBarcode[];
  readonly notes: readonly string[];
};

/** Read with more certainty than this, a page has nothing more to win. */
const SURE = 75;
/** With less, it does not stand upright, or is no text at all. */
const ASTRAY = 45;
/** A page of which more than this share is dust is read without it at once. */
const DUSTY = 0.0008;

/** In which order a page is turned, clockwise, until it can be read. */
const UPRIGHT = [0, 180, 90, 270] as const;
const SIDEWAYS = [90, 270, 0, 180] as const;

type Try = Recognized & { readonly page: GrayPage; readonly turned: FaxPage['turned'] };

/**
 * Reads one page: made level, without its dust where there is much of it, turned until it reads best. A page that takes too long
 * is a page without text, for a person; it never ends the fax.
 */
export async function readPage(raw: GrayPage, ocr: Ocr, { seconds, personBelow }: PageOptions): Promise<PageRead> {
  const notes: string[] = [];
  // dust is told from letters best before a page is turned by some degrees, which blurs both
  const dustless = despeckle(raw);
  const dusty = shareOfDust(raw, dustless) > DUSTY;
  const blank = isBlank(dustless);
  const skew = blank ? 0 : skewOf(dustless);
  const straight = await deskew(raw, skew);
  const codes = blank ? [] : await barcodesOf(straight);
  const level = withoutCodes(straight, codes);
  const clean = withoutCodes(await deskew(dustless, skew), codes);
  const read = async (page: GrayPage, turned: Try['turned']): Promise<Try> => {
    const upright = turn(page, turned);
    try {
      return { ...(await ocr.recognize(upright, { dpi: Math.max(...raw.dpi), seconds })), page: upright, turned };
    } catch (error) {
      notes.push(`page ${raw.n} could not be read: ${sentenceOf(error)}`);
      return { text: '', confidence: 0, page: upright, turned };
    }
  };

  let best: Try = { text: '', confidence: 0, page: level, turned: 0 };
  if (!blank) {
    const [first, opposite, ...others] = isSideways(clean) ? SIDEWAYS : UPRIGHT;
    best = await read(dusty ? clean : level, first);
    for (const turned of [opposite, ...others]) {
      // half sure of a page on its head is what reading it so gives; the others are for what is no text at all
      if (best.confidence >= (turned === opposite ? SURE : ASTRAY) || notes.length > 0) break;
      if (turned === opposite && best.confidence >= ASTRAY)
        best = better(best, await read(dusty ? level : clean, first));
      else best = better(best, await read(clean, turned));
    }
  }
  if (raw.damaged) notes.push(`page ${raw.n} is damaged: parts of it could not be decoded; look at the picture`);
  const shown = turn(straight, best.turned);
  const page: FaxPage = {
    n: raw.n,
    width: shown.width,
    height: shown.height,
    dpi: raw.dpi,
    text: best.text,
    confidence: Math.round(best.confidence),
    turned: best.turned,
    needsHuman: !blank && best.confidence < personBelow,
    blank,
    cut: raw.cut,
    hash: pageHash(turn(clean, best.turned)),
  };
  return { page, upright: shown, barcodes: codes.map(({ page, type, value }) => ({ page, type, value })), notes };
}

function better(a: Try, b: Try): Try {
  return b.confidence > a.confidence ? b : a;
}

/** How much of a page the cleaning took away or filled, 0 to 1. */
function shareOfDust(before: GrayPage, after: GrayPage): number {
  let changed = 0;
  for (let i = 0; i < before.data.length; i += 1) if (Math.abs(before.data[i]! - after.data[i]!) > 127) changed += 1;
  return changed / Math.max(1, before.data.length);
}
