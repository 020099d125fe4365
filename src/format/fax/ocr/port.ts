import type { Gray } from '../gray.ts';

export type Recognized = {
  /** line ends \n, paragraphs apart by an empty line */
  readonly text: string;
  /** mean certainty of the words, 0 to 100; 0 when there are none */
  readonly confidence: number;
};

/** Whatever reads letters from a page. One page at a time. */
export type Ocr = {
  readonly name: 'tesseract.js' | 'tesseract';
  /** Rejects with a temporary Fault when it takes longer than `seconds`, or the engine died; it can be asked again then. */
  recognize(page: Gray, options: { readonly dpi: number; readonly seconds: number }): Promise<Recognized>;
  close(): Promise<void>;
};
