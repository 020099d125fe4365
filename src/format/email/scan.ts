import type { Buffer } from 'node:buffer';
import { firstValue, readFields, type Field } from './fields.ts';
import { readStructured } from './params.ts';

/** A leaf of the MIME tree and where its encoded body lies in the raw message. */
export type ScannedPart = {
  /** IMAP-like part number, numbered as mailparser numbers; null when the message is this one part */
  readonly id: string | null;
  readonly type: string;
  readonly encoding: string;
  readonly charset: string | null;
  readonly offset: number;
  readonly length: number;
};

/** `sure` only when nothing odd was met: then two readers cannot disagree about the structure. */
export type Scan = { readonly parts: readonly ScannedPart[]; readonly sure: boolean };

type Node = {
  readonly parent: Node | null;
  readonly id: readonly number[];
  readonly boundary: string | null;
  readonly leaf: Omit<ScannedPart, 'offset' | 'length'> | null;
  children: number;
  closed: boolean;
};

const LF = 0x0a;
const CR = 0x0d;
/** More parts or levels than this are left to the parser and its limits. Ordinary mail has fewer than 5 levels. */
const MAX_PARTS = 300;
const MAX_LEVELS = 20;
/** Blanks that may stand between a delimiter and its line end; a line is at most 998 octets (RFC 5322 §2.1.1). */
const MAX_DELIMITER = 998;

/**
 * Finds the leaves of a message (RFC 2046 §5.1) without decoding anything: headers are read, bodies are leapt over from one
 * line that begins with `--` to the next. Follows mailparser's splitter line for line where mail is well-formed, and says
 * so in `sure`; at the first thing out of the ordinary it stops being sure, and at a limit it stops. Never throws.
 */
export function scanParts(raw: Buffer, headBytes: number): Scan {
  const parts: ScannedPart[] = [];
  // The parser takes a stray CR before a delimiter for a line end of its own.
  let sure = !raw.includes('\n\r--', 0, 'latin1');
  let count = 1;
  let start = 0;
  let node: Node | null = null;
  let parent: Node | null = null;

  for (;;) {
    const block = readFields(raw, start, headBytes);
    if (block.cut || hasDelimiter(raw, start, block.end)) return { parts, sure: false };
    const described = describeNode(block.fields, parent);
    if (!described.plain || depthOf(parent) > MAX_LEVELS) sure = false;
    if (parent) parent.children += 1;
    node = described.node;

    // Leap from delimiter to delimiter until one begins the next part, or the message ends.
    let at = block.end;
    let next: Delimiter | null = null;
    const bodyFrom = block.end;
    for (;;) {
      next = nextDelimiter(raw, at, node);
      if (node.leaf) {
        const to: number = next ? beforeLineEnd(raw, bodyFrom, next.at) : raw.length;
        parts.push({ ...node.leaf, offset: bodyFrom, length: to - bodyFrom });
        if (!next && node.parent) sure = false;
      }
      if (next && !isClosed(node, next.owner)) sure = false;
      if (!next || !next.last) break;
      if (next.owner === node) {
        // A closing delimiter before any part: the parser goes on as if nothing had been closed.
        sure = false;
        return { parts, sure };
      }
      node = next.owner;
      node.closed = true;
      at = next.end;
    }
    if (!next) return { parts, sure: sure && isClosed(node, null) };
    parent = next.owner;
    start = next.end;
    count += 1;
    if (count > MAX_PARTS) return { parts, sure: false };
  }
}

type Delimiter = { readonly at: number; readonly end: number; readonly owner: Node; readonly last: boolean };

/** The next line from `from` on that delimits parts of this node or of one around it. */
function nextDelimiter(raw: Buffer, from: number, node: Node): Delimiter | null {
  let at = raw[from] === 0x2d && raw[from + 1] === 0x2d ? from : after(raw, from);
  for (; at >= 0; at = after(raw, at)) {
    const lf = raw.indexOf(LF, at);
    const end = lf < 0 ? raw.length : lf + 1;
    for (let owner: Node | null = node; owner; owner = owner.parent) {
      if (owner.boundary === null || owner.closed) continue;
      const kind = matches(raw, at, end, owner.boundary);
      if (kind !== null) return { at, end, owner, last: kind === 'last' };
    }
  }
  return null;
}

function after(raw: Buffer, from: number): number {
  const found = raw.indexOf('\n--', from, 'latin1');
  return found < 0 ? -1 : found + 1;
}

function matches(raw: Buffer, at: number, end: number, boundary: string): 'next' | 'last' | null {
  if (end - at > boundary.length + 6 + MAX_DELIMITER || end - at < boundary.length + 2) return null;
  const line = raw.toString('latin1', at + 2, end);
  if (!line.startsWith(boundary)) return null;
  const rest = line.slice(boundary.length);
  if (/^--[ \t]*\r*\n?$/.test(rest)) return 'last';
  return /^[ \t]*\r*\n$/.test(rest) ? 'next' : null;
}

/** A delimiter inside a header block means that a part has no body; parsers differ about those. */
function hasDelimiter(raw: Buffer, from: number, to: number): boolean {
  return (raw[from] === 0x2d && raw[from + 1] === 0x2d) || raw.subarray(from, to).includes('\n--', 0, 'latin1');
}

/** The line end before a delimiter belongs to the delimiter (RFC 2046 §5.1.1). */
function beforeLineEnd(raw: Buffer, from: number, at: number): number {
  let to = at;
  if (to > from && raw[to - 1] === LF) to -= 1;
  if (to > from && raw[to - 1] === CR) to -= 1;
  return to;
}

function depthOf(node: Node | null): number {
  let depth = 0;
  for (let at = node; at; at = at.parent) depth += 1;
  return depth;
}

/** Whether every multipart from this node up to `outer` (all of them, when that is null) has had its closing delimiter. */
function isClosed(node: Node, outer: Node | null): boolean {
  for (let at: Node | null = node; at && at !== outer; at = at.parent)
    if (at.boundary !== null && !at.closed) return false;
  return true;
}

const PLAIN_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/;
const KNOWN_ENCODINGS = ['', '7bit', '8bit', 'binary', 'base64', 'quoted-printable'];

function describeNode(fields: readonly Field[], parent: Node | null): { node: Node; plain: boolean } {
  const disposition = firstValue(fields, 'content-disposition') ?? '';
  const declared = firstValue(fields, 'content-type');
  const encoding = (firstValue(fields, 'content-transfer-encoding') ?? '').toLowerCase();
  const content = readStructured(declared ?? 'text/plain');
  const multipart = content.value.startsWith('multipart/');
  const boundary = content.params.get('boundary')?.trimEnd() ?? '';
  const id = parent ? [...parent.id, parent.children + 1] : [];
  // Without a type, mailparser guesses by the file name; comments, RFC 2231 boundaries and odd characters are read in several ways.
  const plain =
    PLAIN_TYPE.test(content.value) &&
    KNOWN_ENCODINGS.includes(encoding) &&
    !/[(]|boundary\*/i.test(declared ?? '') &&
    (declared !== null || disposition === '') &&
    fields.filter(([name]) => name.startsWith('content-type')).length < 2 &&
    // oxlint-disable-next-line no-control-regex
    (!multipart || /^[\x20-\x7e]{1,200}$/.test(boundary));
  const leaf = multipart
    ? null
    : {
        id: id.length > 0 ? id.join('.') : null,
        type: content.value,
        encoding,
        charset: content.params.get('charset') ?? null,
      };
  return {
    node: { parent, id, boundary: multipart && boundary !== '' ? boundary : null, leaf, children: 0, closed: false },
    plain,
  };
}
