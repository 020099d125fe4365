import type { Segment, SegmentKind } from './message.ts';
import { attributionAt } from './quote/attribution.ts';
import { headerBlockAt } from './quote/header-block.ts';
import { linesOf, type Lines } from './quote/lines.ts';
import { markerOf, saysForwarded } from './quote/markers.ts';
import { armourEnd, isDisclaimer, isMobileFooter, signatureAt } from './quote/signature.ts';

export { OUR_MARKER } from './quote/markers.ts';

/** Most segments that are told apart; the rest of a text cut finer than this is new. A long interleaved answer has fifty. */
const MAX_SEGMENTS = 1_000;

/** What a line is; `null` is an empty line, which goes with what stands before it. */
type Mark = { readonly kind: SegmentKind; readonly sure: boolean } | null;

const NEW: Mark = { kind: 'new', sure: true };
const QUOTED: Mark = { kind: 'quoted', sure: true };
const SIGNATURE: Mark = { kind: 'signature', sure: false };

/**
 * Splits the visible text of a mail into what its sender wrote now, what is quoted, what is passed on, and signatures. Goes line
 * by line, looks a bounded number of lines ahead, and so is linear. The segments cover the whole text. Never leaves nothing
 * new where there is text: what is not plainly a quote becomes new then; only a mail passed on without a word is all `forwarded`.
 */
export function splitText(text: string, subject = ''): readonly Segment[] {
  if (text === '') return [];
  const lines = linesOf(text);
  const marks = markLines(lines, saysForwarded(subject));
  markDisclaimers(text, lines, marks);
  if (!marks.some((mark) => mark?.kind === 'new' || mark?.kind === 'forwarded')) promote(marks);
  return segmentsOf(lines, marks, text.length);
}

function markLines(lines: Lines, passedOn: boolean): Mark[] {
  const marks: Mark[] = [];
  let anythingNew = false;
  let inSignature = false;
  const tail = (kind: SegmentKind): Mark[] => {
    while (marks.length < lines.count)
      marks.push(
        lines.isBlank(marks.length)
          ? null
          : isQuoted(lines.at(marks.length)) && kind === 'quoted'
            ? QUOTED
            : { kind, sure: false },
      );
    return marks;
  };

  while (marks.length < lines.count) {
    const n = marks.length;
    const line = lines.at(n);
    if (line.trimStart() === '') {
      marks.push(null);
      continue;
    }
    const fence = fenceFrom(lines, n);
    if (fence > n) {
      while (marks.length < fence) marks.push(NEW);
      anythingNew = true;
      continue;
    }
    const armour = armourEnd(lines, n);
    if (armour > n) {
      while (marks.length < armour) marks.push(SIGNATURE);
      continue;
    }
    const marker = markerOf(line);
    if (marker === 'ours') return tail('quoted');
    if (marker === 'forwarded') return tail('forwarded');
    // Without a word above it, a mail below a header block is passed on, whatever its subject says.
    if (marker === 'original' || beginsHeaderBlock(lines, n))
      return tail(passedOn || !anythingNew ? 'forwarded' : 'quoted');
    if (isQuoted(line) && !isPrompt(lines, n)) {
      marks.push(QUOTED);
      inSignature = false;
      continue;
    }
    const attribution = attributionAt(lines, n, n === 0 || (marks[n - 1] ?? null) === null);
    if (attribution && !attribution.marked) return tail('quoted');
    if (attribution) {
      while (marks.length < attribution.end) marks.push(QUOTED);
      continue;
    }
    inSignature ||= signatureAt(lines, n);
    const mark = inSignature || isMobileFooter(line) ? SIGNATURE : NEW;
    anythingNew ||= mark === NEW;
    marks.push(mark);
  }
  return marks;
}

/** A quoted line; four blanks before the sign make it code. */
function isQuoted(line: string): boolean {
  return /^ {0,3}>/u.test(line);
}

/** A single ">5 MB" or ">= 3", or a block of ">>> " that no shallower quote surrounds: something typed, not something quoted. */
function isPrompt(lines: Lines, n: number): boolean {
  const line = lines.at(n).trimStart();
  const alone = !isQuoted(lines.at(n - 1)) && !isQuoted(lines.at(n + 1));
  if (alone && /^>[=\d]/u.test(line)) return true;
  if (!/^>>> ?[^>\s]/u.test(line)) return false;
  return !isShallower(lines.at(edge(lines, n, -1))) && !isShallower(lines.at(edge(lines, n, 1)));
}

/** Most lines that one block of ">>>" is followed; what is typed at a prompt is shorter. */
const MAX_BLOCK = 40;

/** The first line above (-1) or below (1) that is not of this block. */
function edge(lines: Lines, n: number, step: -1 | 1): number {
  let at = n + step;
  for (let far = 0; far < MAX_BLOCK && /^ {0,3}>>>/u.test(lines.at(at)); far++) at += step;
  return at;
}

function isShallower(line: string): boolean {
  return /^ {0,3}>{1,2}(?!>)/u.test(line);
}

/** Outlook rules off the mail below with a line of underscores; it belongs to the block. */
function beginsHeaderBlock(lines: Lines, n: number): boolean {
  if (headerBlockAt(lines, n) !== null) return true;
  if (!/^(?:_{5,}|-{5,}|\*{5,})$/u.test(lines.at(n))) return false;
  return headerBlockAt(lines, n + 1) !== null || (lines.isBlank(n + 1) && headerBlockAt(lines, n + 2) !== null);
}

/** Most lines between two ``` fences; code in a mail is shorter than a listing. */
const MAX_FENCE = 200;

/** The line after a fenced code block that begins at n and is closed, else n. */
function fenceFrom(lines: Lines, n: number): number {
  if (!lines.at(n).startsWith('```')) return n;
  for (let at = n + 1; at < Math.min(lines.count, n + MAX_FENCE); at += 1) if (lines.at(at) === '```') return at + 1;
  return n;
}

/** Marks the company notices that end a stretch of new text, the last paragraph first. */
function markDisclaimers(text: string, lines: Lines, marks: Mark[]): void {
  let atEnd = true;
  for (let n = marks.length - 1; n >= 0; n -= 1) {
    const mark = marks[n] ?? null;
    if (mark === null) continue;
    if (mark.kind !== 'new') {
      atEnd = true;
      continue;
    }
    const last = n + 1;
    while (n > 0 && marks[n - 1] === NEW) n -= 1;
    atEnd &&= isDisclaimer(text.slice(lines.start(n), lines.start(last)));
    if (atEnd) for (let at = n; at < last; at += 1) marks[at] = SIGNATURE;
  }
}

/** Nothing would be new: what is not plainly quoted was meant; and if all is, then all of it was. */
function promote(marks: Mark[]): void {
  const unsure = marks.some((mark) => mark !== null && !mark.sure);
  for (const [n, mark] of marks.entries()) if (mark !== null && (!unsure || !mark.sure)) marks[n] = NEW;
}

function segmentsOf(lines: Lines, marks: readonly Mark[], length: number): readonly Segment[] {
  const segments: Segment[] = [];
  let kind: SegmentKind | null = null;
  let from = 0;
  for (const [n, mark] of marks.entries()) {
    if (mark === null || mark.kind === kind) continue;
    if (kind !== null) {
      if (segments.length === MAX_SEGMENTS - 1) {
        segments.push({ kind: 'new', from, to: length });
        return segments;
      }
      segments.push({ kind, from, to: lines.start(n) });
      from = lines.start(n);
    }
    kind = mark.kind;
  }
  segments.push({ kind: kind ?? 'new', from, to: length });
  return segments;
}
