import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanText, oneLine } from '../../domain/address.ts';
import { spokenIn } from '../../domain/promise/spoken.ts';
import type { Instant } from '../../domain/time.ts';
import { permanent, sentenceOf } from '../../lib/fault.ts';
import type { Worded } from './about.ts';
import type { Block } from './blocks.ts';
import { outsideLine } from './clean.ts';
import { worded } from './frame.ts';
import { layOut, type Layout, type Paragraph } from './layout.ts';

/** What we write to customers, besides the acknowledgement; each is a template of the office. */
export const CUSTOMER_LETTERS = ['question', 'resolution', 'nudge', 'workaround', 'commitment', 'reply'] as const;
export type CustomerLetterKind = (typeof CUSTOMER_LETTERS)[number];

/** What a letter to a customer may speak of. */
export type CustomerLetterInput = {
  readonly reference: string;
  /** the customer's own subject, only where it may be echoed */
  readonly subject: string | null;
  /** what a person of ours wrote: the question, what was done, the way around, the reply; of a nudge what was asked */
  readonly message: string;
  /** who wrote it */
  readonly repName: string;
  /** when it was asked, for a nudge; else null */
  readonly askedAt: Instant | null;
  readonly serviceHours: string;
  readonly phone: string | null;
  readonly mailboxName: string;
  readonly mailboxAddress: string;
};

/** Words letters to customers from the templates of an office. Pure. */
export type CustomerWording = (kind: CustomerLetterKind, input: CustomerLetterInput) => Worded;

const NAMES = {
  message: 'required',
  reference: 'optional',
  subject: 'optional',
  repName: 'optional',
  asked: 'optional',
  serviceHours: 'optional',
  phone: 'optional',
  mailboxName: 'optional',
  mailboxAddress: 'optional',
} as const;

export type CustomerTemplates = Readonly<Record<CustomerLetterKind, Layout>>;

/** The templates that came with the program; the same from src/ and from dist/. */
const PACKAGED = fileURLToPath(new URL('../../../config/templates', import.meta.url));

/**
 * Reads `question.txt`, `resolution.txt` … of a folder; one that is not there is taken from `spare`, so that an office
 * keeps only those that it changed. Throws a permanent Fault when one cannot be read or uses a name that does not exist.
 */
export function loadCustomerTemplates(folder: string, spare: string = PACKAGED): CustomerTemplates {
  return Object.fromEntries(
    CUSTOMER_LETTERS.map((kind) => [kind, layOut(read(folder, spare, `${kind}.txt`), `${kind}.txt`, NAMES)]),
  ) as CustomerTemplates;
}

/** `zone`: IANA name of the service hours' zone. */
export function createCustomerWording(templates: CustomerTemplates, zone: string): CustomerWording {
  const spoken = spokenIn(zone);
  return (kind, input) => {
    const house = oneLine(input.mailboxName, 100) || input.mailboxAddress;
    const { title, paragraphs, small } = templates[kind]({
      message:
        cleanText(input.message, LONGEST_MESSAGE)
          .replaceAll(/[\u2028\u2029]/gu, '\n')
          .trim() || null,
      reference: input.reference,
      subject: outsideLine(input.subject ?? '', LONGEST_ECHO) || null,
      repName: oneLine(input.repName, 100) || house,
      asked: input.askedAt === null ? null : spoken.past(input.askedAt),
      serviceHours: input.serviceHours,
      phone: input.phone,
      mailboxName: house,
      mailboxAddress: input.mailboxAddress,
    });
    return worded({
      subject: subjectOf(kind, input),
      preheader: preheaderOf(title, paragraphs),
      house,
      title,
      blocks: paragraphs.map(({ panel, text }): Block => ({ kind: panel ? 'panel' : 'paragraph', text })),
      small: small.map(({ text }) => text),
    });
  };
}

const LONGEST_MESSAGE = 20_000; // characters; below it the HTML stays far from where mail programs cut
const LONGEST_ECHO = 150; // of the customer's subject; mail programs show fewer
const LONGEST_PREHEADER = 140; // characters that mail programs show at most

const PLAIN_SUBJECTS: Readonly<Record<CustomerLetterKind, string>> = {
  question: 'We need something from you',
  resolution: 'Your request is resolved',
  nudge: 'We still wait for your answer',
  workaround: 'A way to work until it is solved',
  commitment: 'When the solution comes',
  reply: 'Your request',
};

/** `Re: <their subject> [#K7Q-2M4]`, so that it stands in their conversation; without a subject fixed words. */
function subjectOf(kind: CustomerLetterKind, { reference, subject }: CustomerLetterInput): string {
  const token = `[#${reference}]`;
  const own = outsideLine(oneLine(subject ?? '', 1_000).replaceAll(token, ' '), LONGEST_ECHO)
    .replace(/^(?:\s{0,9}(?:re|aw|sv|antw)\s{0,9}:)+/iu, '')
    .trim();
  return own === '' ? `${token} ${PLAIN_SUBJECTS[kind]}` : `Re: ${own} ${token}`;
}

/** The person's own words tell most. */
function preheaderOf(title: string | null, paragraphs: readonly Paragraph[]): string {
  const panels = paragraphs.filter(({ panel }) => panel);
  const telling = (panels.length > 0 ? panels : paragraphs).map(({ text }) => text).join(' ');
  const text = oneLine(telling || (title ?? ''), 400);
  return text.length > LONGEST_PREHEADER
    ? `${text
        .slice(0, LONGEST_PREHEADER - 1)
        .toWellFormed()
        .trimEnd()}…`
    : text;
}

function read(folder: string, spare: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    const isMissing = (error as { code?: unknown }).code === 'ENOENT';
    if (isMissing && spare !== folder) return read(spare, spare, name);
    throw permanent(`the template ${name} cannot be read: ${sentenceOf(error)}`, error);
  }
}
