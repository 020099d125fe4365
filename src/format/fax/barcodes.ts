import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { FaxBarcode } from '../../domain/fax/fax.ts';
import { packPage, pngOf } from './png.ts';
import type { GrayPage } from './gray.ts';

/** What is looked for: ours, and what others print on forms. */
const FORMATS = ['DataMatrix', 'QRCode', 'Code128'] as const;
const MOST_ON_A_PAGE = 10;
const LONGEST = 500; // letters of one code that are kept

let ready: Promise<unknown> | null = null;

/** A bar code, and the corners of the upright box around it, pixels. */
export type FoundCode = FaxBarcode & {
  readonly box: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
};

/** The bar codes of a page, however it lies. Never rejects: a page whose codes cannot be read has none. */
export async function barcodesOf(page: GrayPage): Promise<readonly FoundCode[]> {
  ready ??= prepare();
  await ready;
  try {
    const found = await readBarcodes(pngOf(packPage(page)), {
      formats: [...FORMATS],
      tryHarder: true,
      tryRotate: true,
      maxNumberOfSymbols: MOST_ON_A_PAGE,
    });
    return found
      .filter(({ isValid, text }) => isValid && text !== '')
      .map(({ format, text, position: { topLeft, topRight, bottomLeft, bottomRight } }) => {
        const corners = [topLeft, topRight, bottomLeft, bottomRight];
        const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
        const box = { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
        return { page: page.n, type: format, value: text.slice(0, LONGEST), box };
      });
  } catch {
    return [];
  }
}

/** The package would fetch its program from a network; it lies in the package too. */
async function prepare(): Promise<void> {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  await prepareZXingModule({
    overrides: { wasmBinary: new Uint8Array(await readFile(wasm)).buffer },
    fireImmediately: true,
  });
}

/** Around a code as much is paper by its rules; what lies there is its edge, pixels. */
const MARGIN = 12;

/** The page without its codes: a reader of letters takes their modules for letters. */
export function withoutCodes<P extends GrayPage>(page: P, codes: readonly FoundCode[]): P {
  if (codes.length === 0) return page;
  const { width, height } = page;
  const data = Uint8Array.from(page.data);
  for (const { box } of codes) {
    const left = Math.max(0, Math.floor(box.left) - MARGIN);
    const right = Math.min(width, Math.ceil(box.right) + MARGIN);
    for (let y = Math.max(0, Math.floor(box.top) - MARGIN); y < Math.min(height, box.bottom + MARGIN); y += 1)
      if (right > left) data.fill(255, y * width + left, y * width + right);
  }
  return { ...page, data };
}
