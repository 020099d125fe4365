/** A page as it is worked on: one byte a pixel, 0 ink to 255 paper, square pixels. */
export type Gray = { readonly width: number; readonly height: number; readonly data: Uint8Array };

/** A page of a document, upright or not, stretched to square pixels. */
export type GrayPage = Gray & {
  /** 1, 2, 3 … */
  readonly n: number;
  /** resolution of the document itself, pixels an inch */
  readonly dpi: readonly [x: number, y: number];
  /** the document ends before the page does, or the decoder did */
  readonly cut: boolean;
  /** parts of it could not be decoded */
  readonly damaged: boolean;
};

/** Darker than this is ink. */
export const INK_BELOW = 128;

/** Turned clockwise. */
export function turn<P extends Gray>(page: P, degrees: 0 | 90 | 180 | 270): P {
  const { width, height, data } = page;
  if (degrees === 0) return page;
  if (degrees === 180) return { ...page, data: data.toReversed() };
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = degrees === 90 ? x * height + (height - 1 - y) : (width - 1 - x) * height + y;
      turned[at] = data[y * width + x]!;
    }
  }
  return { ...page, width: height, height: width, data: turned };
}

/** Share of the page that is ink, 0 to 1. */
export function inkOf({ data }: Gray): number {
  let ink = 0;
  for (const value of data) if (value < INK_BELOW) ink += 1;
  return data.length === 0 ? 0 : ink / data.length;
}

/** A sheet with a few specks has less ink than this; one line of typing has ten times as much. */
const BLANK_INK = 0.0004;
/** Specks are spread; a cell of a page that says something holds more ink than any of theirs, of 1. */
const CELL = 32; // pixels
const CELL_INK = 0.06;

/** Nothing but paper: hardly any ink, and that spread as dust is. */
export function isBlank(page: Gray): boolean {
  if (inkOf(page) >= BLANK_INK) return false;
  const { width, height, data } = page;
  for (let top = 0; top < height; top += CELL) {
    for (let left = 0; left < width; left += CELL) {
      let ink = 0;
      const [bottom, right] = [Math.min(height, top + CELL), Math.min(width, left + CELL)];
      for (let y = top; y < bottom; y += 1)
        for (let x = left; x < right; x += 1) if (data[y * width + x]! < INK_BELOW) ink += 1;
      if (ink / (CELL * CELL) > CELL_INK) return false;
    }
  }
  return true;
}
