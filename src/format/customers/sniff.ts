/** Opens the file from its beginning, as often as it is asked to. */
export type Chunks = () => AsyncIterable<Uint8Array>;

/** How a file is written, as far as can be told from its bytes. */
export type Sniffed = {
  /** windows-1252 is a guess: what is not UTF-8 may be anything */
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly delimiter: ',' | ';' | '\t';
  /** whether the first line is only Excel's `sep=;` */
  readonly sepLine: boolean;
};

/** Encoding and separator of a CSV file. Reads all of it once, since one wrong byte at its end decides too. */
export async function sniff(chunks: Chunks): Promise<Sniffed> {
  const encoding = await encodingOf(chunks);
  let head = '';
  for await (const text of textOf(chunks, encoding)) {
    head += text;
    if (head.length > HEAD) break;
  }
  const sep = /^sep=([,;\t])\r?\n/iu.exec(head);
  return { encoding, sepLine: sep !== null, delimiter: (sep?.[1] as Sniffed['delimiter']) ?? commonest(head) };
}

/** The text of a file, without a byte order mark. */
export async function* textOf(chunks: Chunks, encoding: Sniffed['encoding']): AsyncGenerator<string, void> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks()) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

const HEAD = 65_536; // characters, within which the header row ends

async function encodingOf(chunks: Chunks): Promise<Sniffed['encoding']> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let isFirst = true;
  try {
    for await (const chunk of chunks()) {
      const utf16 = isFirst ? utf16Of(chunk) : null;
      if (utf16 !== null) return utf16;
      isFirst = false;
      utf8.decode(chunk, { stream: true });
    }
    utf8.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252'; // what a fatal decoder throws (WHATWG Encoding)
    throw error;
  }
}

/** By its byte order mark, or by the zeros that every second byte of a header row is. */
function utf16Of(chunk: Uint8Array): Sniffed['encoding'] | null {
  const [first, second] = chunk;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0 && second !== 0) return 'utf-16be';
  return second === 0 && first !== undefined && first !== 0 ? 'utf-16le' : null;
}

/** What stands most often in the first row outside quotes. */
function commonest(head: string): Sniffed['delimiter'] {
  const count = { ',': 0, ';': 0, '\t': 0 };
  let quoted = false;
  for (const character of head) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted && (character === ',' || character === ';' || character === '\t')) count[character] += 1;
  }
  return ([',', ';', '\t'] as const).toSorted((a, b) => count[b] - count[a])[0]!;
}
