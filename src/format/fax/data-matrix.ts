import bwipjs from 'bwip-js/node';

/** A DataMatrix (ISO/IEC 16022), row by row, true for a dark module. */
export type DataMatrix = { readonly columns: number; readonly rows: number; readonly dark: readonly boolean[] };

/** Encodes a text of ASCII characters; it holds at most about 2,000 of them. */
export function dataMatrix(text: string): DataMatrix {
  const [symbol] = bwipjs.raw({ bcid: 'datamatrix', text }) as unknown as readonly [
    { readonly pixs: readonly number[]; readonly pixx: number; readonly pixy: number },
  ];
  return { columns: symbol.pixx, rows: symbol.pixy, dark: symbol.pixs.map((module) => module === 1) };
}
