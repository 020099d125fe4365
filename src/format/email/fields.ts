import type { Buffer } from 'node:buffer';

/** One header field: its name lower-cased, its value unfolded but not decoded, one character per byte (latin1). */
export type Field = readonly [name: string, value: string];

/** The header block of a message or of a part. */
export type HeaderBlock = {
  readonly fields: readonly Field[];
  /** where the body begins, counted from the beginning of the buffer; its length when no empty line ends the block */
  readonly end: number;
  /** the block was longer than the limit, or no empty line ends it */
  readonly cut: boolean;
};

/** Longest header block that is looked at, bytes. Real ones stay below 64 kB even after many hops; more is an attack. */
export const MAX_HEAD_BYTES = 256 * 1024;

const LF = 0x0a;
const CR = 0x0d;

// A field name is printable ASCII without the colon (RFC 5322 §2.2); blanks before the colon were legal once (§4.5).
const FIELD = /^([!-9;-~]{1,100})[ \t]{0,20}:/;

/**
 * Reads the header block that begins at `from`, up to the first empty line. Lines that are no field are passed over,
 * as is the `From ` line of an mbox. Never throws; linear in what it looks at.
 */
export function readFields(raw: Buffer, from = 0, limit: number = MAX_HEAD_BYTES): HeaderBlock {
  const last = Math.min(raw.length, from + limit);
  const fields: [string, string][] = [];
  let open: { name: string; lines: string[] } | null = null;
  const close = (): void => {
    if (open) fields.push([open.name, open.lines.join('').trim()]);
    open = null;
  };
  for (let at = from; at < last;) {
    const lf = raw.indexOf(LF, at);
    const next = lf < 0 ? raw.length : lf + 1;
    const to = lf < 0 ? raw.length : lf > at && raw[lf - 1] === CR ? lf - 1 : lf;
    if (to === at) {
      close();
      return { fields, end: next, cut: false };
    }
    const line = raw.toString('latin1', at, Math.min(to, last));
    const first = raw[at];
    if (first === 0x20 || first === 0x09) {
      (open as { lines: string[] } | null)?.lines.push(line);
    } else {
      close();
      const name = FIELD.exec(line);
      if (name) open = { name: name[1]!.toLowerCase(), lines: [line.slice(name[0].length)] };
    }
    at = next;
  }
  close();
  return { fields, end: last, cut: true };
}

/** The first value of a field, or null. */
export function firstValue(fields: readonly Field[], name: string): string | null {
  for (const field of fields) if (field[0] === name) return field[1];
  return null;
}

/** Every value of a field, from the top. */
export function allValues(fields: readonly Field[], name: string): readonly string[] {
  return fields.filter((field) => field[0] === name).map((field) => field[1]);
}
