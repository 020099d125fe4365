import sharp from 'sharp';
import { INK_BELOW, type Gray } from './gray.ts';

/** A sheet lies at most so aslant in the feed, degrees. */
const MOST = 6;
const COARSE_STEP = 0.5;
const FINE_STEP = 0.1;
/** Below this, turning costs more sharpness than it wins. */
const LEAST = 0.25;
/** One of so many pixels each way is enough to see how lines run. */
const SAMPLE = 3;

/**
 * By how many degrees the lines of a page fall to the right, −6 to 6, to a tenth: the angle under which the rows differ most, for
 * then each line of text lies in few of them. 0 for a page without lines.
 */
export function skewOf(page: Gray): number {
  const ink = inkPoints(page);
  if (ink.length < 200) return 0;
  const sharpness = (degrees: number): number => spread(ink, page.height / SAMPLE, Math.tan((degrees * Math.PI) / 180));
  const flat = sharpness(0);
  let best = { degrees: 0, value: flat };
  const look = (degrees: number): void => {
    const value = sharpness(degrees);
    if (value > best.value) best = { degrees, value };
  };
  for (let degrees = -MOST; degrees <= MOST; degrees += COARSE_STEP) look(degrees);
  const about = best.degrees;
  for (let degrees = about - COARSE_STEP; degrees <= about + COARSE_STEP; degrees += FINE_STEP) look(degrees);
  // a page of specks or a photograph has no angle that stands out
  return best.value > flat * 1.05 ? Math.round(best.degrees * 10) / 10 : 0;
}

/** Lines of text leave white between them; a page has them when its rows differ so much more than its columns, or the other way. */
const PLAINLY = 1.3;

/** Whether the lines of a page plainly run from top to bottom: it lies on its side. */
export function isSideways({ width, height, data }: Gray): boolean {
  const rows = new Float64Array(height);
  const columns = new Float64Array(width);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (data[y * width + x]! >= INK_BELOW) continue;
      rows[y]! += 1;
      columns[x]! += 1;
    }
  }
  return unlike(columns) > PLAINLY * unlike(rows);
}

/** The share of the ink at either end that may be dust, and is left out. */
const OUTLYING = 0.01;

/** How much the sums differ where the ink is: 1 when they do not. Of a short list in a corner, the white around it says nothing. */
function unlike(sums: Float64Array): number {
  const ink = sums.reduce((total, sum) => total + sum, 0);
  let before = 0;
  const within = sums.filter((sum) => {
    before += sum;
    return before > OUTLYING * ink && before - sum < (1 - OUTLYING) * ink;
  });
  return ink === 0 ? 1 : (within.length * within.reduce((total, sum) => total + sum * sum, 0)) / ink ** 2;
}

/** The page with its lines made level, of the same size; as it is when they are nearly so. */
export async function deskew<P extends Gray>(page: P, degrees = skewOf(page)): Promise<P> {
  if (Math.abs(degrees) < LEAST) return page;
  const { width, height } = page;
  const { data, info } = await sharp(page.data, { raw: { width, height, channels: 1 } })
    .rotate(-degrees, { background: '#fff' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const left = Math.floor((info.width - width) / 2);
  const top = Math.floor((info.height - height) / 2);
  const level = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      level[y * width + x] = data[((y + top) * info.width + x + left) * info.channels]!;
  return { ...page, data: level };
}

/** x and y of the sampled pixels that are ink, one after the other. */
function inkPoints({ width, height, data }: Gray): Int32Array {
  const points: number[] = [];
  for (let y = 0; y + SAMPLE <= height; y += SAMPLE)
    for (let x = 0; x + SAMPLE <= width; x += SAMPLE)
      if (data[y * width + x]! < INK_BELOW) points.push(x / SAMPLE, y / SAMPLE);
  return Int32Array.from(points);
}

/** How unlike the rows are when each is taken under a slope: the sum of the squares of what they hold. */
function spread(points: Int32Array, rows: number, slope: number): number {
  const margin = Math.ceil(rows); // a slope carries points above and below the page
  const sums = new Int32Array(Math.ceil(rows) + 2 * margin);
  for (let i = 0; i < points.length; i += 2) {
    const row = Math.round(points[i + 1]! - points[i]! * slope) + margin;
    if (row >= 0 && row < sums.length) sums[row]! += 1;
  }
  let total = 0;
  for (const sum of sums) total += sum * sum;
  return total;
}
