import type { Message, Segment } from '../message.ts';
import type { Address } from '../message.ts';
import { confidentialLines, topLineOf } from './boilerplate.ts';
import { missingPages, pagesInTopLines } from './cover-pages.ts';
import { readCover, type Cover } from './cover.ts';
import type { FaxCase } from './facts.ts';
import type { FaxPage } from './fax.ts';
import { isWithheld } from './number.ts';

const LONGEST_SUBJECT = 200;
const TOP_LINES = 2; // the sender's machine prints one, and some receiving ones another
const NO_COVER = readCover('');

/** The cover's facts, of a first page that can be relied on. */
export function coverOf({ reading }: Pick<FaxCase, 'reading'>): Cover {
  const [first] = reading?.pages ?? [];
  return first === undefined || first.needsHuman ? NO_COVER : readCover(first.text);
}

/** Who sent it, as people are told: the number first, for it is the line's word; then the name, which is the sender's. */
export function senderWords({ told }: Pick<FaxCase, 'told'>): string {
  const { caller, callerName, station } = told;
  const name = callerName ?? station;
  if (isWithheld(caller)) return name === null ? 'a withheld number' : `a withheld number ("${name}")`;
  const digits = (text: string): string => text.replaceAll(/\D/gu, '').slice(-7);
  return name === null || digits(name) === digits(caller!) ? caller! : `${caller!} (${name})`;
}

/** Pages that there should be: by the cover, or by the sender's machine where that counted more; null: nobody said. */
function announcedPages(fax: FaxCase): number | null {
  const counts = [coverOf(fax).pages, pagesInTopLines(fax.reading?.pages ?? [])].filter((count) => count !== null);
  return counts.length === 0 ? null : Math.max(...counts);
}

/** What is not as it should be with a fax, a sentence each; none for one that came whole. */
export function shortcomings(fax: FaxCase): readonly string[] {
  const { told, reading, unreadable, document } = fax;
  const pages = reading?.pages ?? [];
  const missing = missingPages(announcedPages(fax), pages.length);
  const person = pages.filter(({ needsHuman }) => needsHuman).map(({ n }) => n);
  return [
    ...(document === 'portal' ? ['the document waits in the portal of the fax service'] : []),
    ...(document === 'none' ? [`no document came${told.error === null ? '' : `: ${told.error}`}`] : []),
    ...(unreadable !== null && document === 'here' ? [`the document cannot be read: ${unreadable}`] : []),
    ...(told.status === 'partial' ? [`it broke off${told.error === null ? '' : `: ${told.error}`}`] : []),
    ...(pages.some(({ cut }) => cut) && told.status === 'received' ? ['a page is cut off'] : []),
    ...(told.pages !== null && reading !== null && told.pages > pages.length
      ? [`${told.pages} pages were counted, ${pages.length} came`]
      : []),
    ...(reading !== null && missing !== null ? [missing] : []),
    ...(person.length > 0 ? [`page ${person.join(', ')} could not be read with certainty: look at the picture`] : []),
  ];
}

/** What the ticket of a fax is called. */
export function subjectOf(fax: FaxCase): string {
  const { told, reading, document, notice } = fax;
  if (document !== 'here' && notice !== null) return notice.subject;
  const { re } = coverOf(fax);
  const pages = pageWords(reading?.pages.length ?? told.pages, reading === null ? null : announcedPages(fax));
  const what = document !== 'here' ? 'Fax that did not arrive' : isWhole(fax) ? 'Fax' : 'Incomplete fax';
  return `${what} from ${senderWords(fax)}${re === null ? '' : `: ${re}`}${pages}`.slice(0, LONGEST_SUBJECT);
}

function pageWords(count: number | null, announced: number | null): string {
  if (count === null) return '';
  if (announced !== null && announced > count) return `, ${count} of ${announced} pages`;
  return count === 1 ? ', 1 page' : `, ${count} pages`;
}

/** Whether all of it came, as far as anybody can tell. */
export function isWhole({ told, reading, document }: FaxCase): boolean {
  return document === 'here' && told.status === 'received' && !(reading?.pages.some(({ cut }) => cut) ?? false);
}

/** How the sender is shown where a mail's is; a fax has no address to answer to. */
export function faxRequester(fax: FaxCase): Address {
  const { callerName, station, caller } = fax.told;
  const name = callerName ?? coverOf(fax).from ?? station;
  const number = isWithheld(caller) ? null : `fax ${caller!}`;
  return { name: [name, number].filter((part) => part !== null).join(', ') || 'unknown fax', address: '' };
}

/**
 * A fax as a message: its pages' text one after the other, parted by a line that names the page, so that a place in the text is a
 * place on a page. Machine lines and boilerplate are told apart, as signatures are in mails. `mail` is the notice that brought it.
 */
export function faxMessage(fax: FaxCase, mail: Message | null): Message {
  const { text, segments } = textOfPages(fax.reading?.pages ?? []);
  const notes = [...(mail?.notes ?? []), ...shortcomings(fax), ...(fax.reading?.notes ?? [])];
  const body = text === '' && mail !== null ? mail.text : text;
  return {
    ...(mail ?? NOTHING),
    from: [],
    sender: null,
    replyTo: [],
    inReplyTo: [],
    references: [],
    subject: subjectOf(fax),
    text: body,
    segments: text === '' ? [{ kind: 'quoted', from: 0, to: body.length }] : segments,
    notes,
  };
}

function textOfPages(pages: readonly FaxPage[]): { readonly text: string; readonly segments: readonly Segment[] } {
  let text = '';
  const segments: Segment[] = [];
  const add = (part: string, kind: Segment['kind']): void => {
    const before = segments.at(-1);
    const to = text.length + part.length;
    if (before?.kind === kind) segments[segments.length - 1] = { ...before, to };
    else segments.push({ kind, from: text.length, to });
    text += part;
  };
  for (const page of pages) {
    if (pages.length > 1) add(`${text === '' ? '' : '\n\n'}— page ${page.n} —\n`, 'signature');
    // what was read without certainty is shown, and nothing acts upon it
    if (page.needsHuman) {
      add(page.text, 'quoted');
      continue;
    }
    const lines = page.text.split('\n');
    const confidential = confidentialLines(lines);
    for (const [i, line] of lines.entries()) {
      const isNoRequest = confidential.has(i) || (i < TOP_LINES && topLineOf(line) !== null);
      add(`${i === 0 ? '' : '\n'}${line}`, isNoRequest ? 'signature' : 'new');
    }
  }
  return { text, segments };
}

const NOTHING: Message = {
  messageId: null,
  inReplyTo: [],
  references: [],
  date: null,
  from: [],
  sender: null,
  replyTo: [],
  to: [],
  cc: [],
  returnPath: null,
  deliveredTo: [],
  subject: '',
  headers: new Map(),
  trace: [],
  contentType: { value: 'application/octet-stream', params: new Map() },
  report: null,
  text: '',
  segments: [],
  attachments: [],
  signed: 'none',
  encrypted: 'none',
  calendar: null,
  notes: [],
};
