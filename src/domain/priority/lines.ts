import { BLANK, kindOf, NEWLINE } from './units.ts';

/*
 * What a line is by its beginning. Each look is bounded, so that all of them together stay linear.
 */

/** A line out of a log or a stack trace: what a machine wrote to itself alarms more than it tells. */
const LOG =
  /^[ \t]{0,12}(?:\[?\d{1,2}:\d{2}:\d{2}|\[?\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}|at [\w.$<>]{3,}[ (]|Caused by: )/u;
const LOG_LOOK = 80;

/** Whether a line that begins at this offset is out of a log. */
export function isLog(text: string, at: number): boolean {
  return LOG_BEGINS.includes(firstOf(text, at)) && LOG.test(text.slice(at, at + LOG_LOOK));
}

/** Most lines begin with a letter that neither a log line nor an item begins with, and need not be looked at further. */
const LOG_BEGINS = '[0123456789aC';
const ITEM_BEGINS = '-*•–·o+(0123456789abcdefgh';

/** The first unit of a line that is no blank. */
function firstOf(text: string, at: number): string {
  let first = at;
  while (first < text.length && first - at < LOOK && kindOf(text.charCodeAt(first)) === BLANK) first++;
  return text.charAt(first);
}

/** Where the line break behind this offset stands, or the end of the text. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** How an item of a list begins. */
const ITEM = /^[ \t]{0,8}(?:[-*•–·o+]|\(?\d{1,2}[.)]|\(?[a-h][.)])[ \t]/u;
const LOOK = 16; // an item's mark stands at the line's beginning

/** What the line that begins at this offset is. */
export function lineAfter(text: string, at: number): { readonly isBlank: boolean; readonly isItem: boolean } {
  let end = at;
  while (end < text.length && end - at < LOOK && kindOf(text.charCodeAt(end)) === BLANK) end++;
  if (end >= text.length || kindOf(text.charCodeAt(end)) === NEWLINE) return { isBlank: true, isItem: false };
  return { isBlank: false, isItem: ITEM_BEGINS.includes(text.charAt(end)) && ITEM.test(text.slice(at, at + LOOK)) };
}
