import { oneLine } from '../domain/address.ts';
import type { LevelPolicy } from '../domain/policy.ts';
import { spokenIn } from '../domain/promise/spoken.ts';
import type { Instant } from '../domain/time.ts';
import type { Templates } from './acknowledgement-templates.ts';
import type { Fill } from './template.ts';

export { loadFaxTemplate, loadTemplates, type Templates } from './acknowledgement-templates.ts';

/** What an acknowledgement may speak of. */
export type AcknowledgementInput = {
  /** e.g. `K7Q-2M4` */
  readonly reference: string;
  /** what the rules suggest; said as provisional, since a person has not read it yet */
  readonly level: LevelPolicy;
  /** the sender's subject, only where it may be echoed: to a stranger it would carry anybody's words */
  readonly subject: string | null;
  readonly acceptedAt: Instant;
  /** by when we call back at the latest; null where no time can be named */
  readonly callBackBy: Instant | null;
  /** when our hours begin again, if they have ended */
  readonly opensAt: Instant | null;
  /** it comes from outside an agreement: then nothing is said of levels and times */
  readonly outside: boolean;
  /** the moment of writing: what is "today", and what has passed */
  readonly now: Instant;
  readonly serviceHours: string;
  readonly phone: string | null;
  readonly mailboxName: string;
  readonly mailboxAddress: string;
  /** URL of the page of the request; null for who could not prove the address, and where there are no pages */
  readonly page: string | null;
};

export type Acknowledgement = {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly preheader: string;
};

/** Words an acknowledgement. Pure. */
export type Wording = (input: AcknowledgementInput) => Acknowledgement;

/** `zone`: IANA name of the time zone in which customers are told times. */
export function createWording(templates: Templates, zone = 'UTC'): Wording {
  const valuesOf = valuesIn(zone);
  return (input) => {
    const { text, html } = input.outside ? templates.outside : templates.usual;
    const values = valuesOf(input);
    const preheader = `Your number is ${input.reference}. ${input.outside ? 'A person will look at it.' : `A person reads it; we will call you back ${values.promise}.`}`;
    const all = { ...values, preheader };
    return { subject: subjectOf(input), text: tidy(text(all)), html: html(all), preheader };
  };
}

/** The words of an answer by fax. From outside an agreement it promises nothing. */
export type FaxWording = (input: AcknowledgementInput) => {
  readonly subject: string;
  readonly text: string;
  /** the moment of writing, as people read it */
  readonly date: string;
};

/** As createWording, for answers by fax. */
export function createFaxWording(template: Fill, zone = 'UTC'): FaxWording {
  const valuesOf = valuesIn(zone);
  const spoken = spokenIn(zone);
  return (input) => {
    const values = valuesOf(input);
    const text = tidy(template({ ...values, promise: input.outside ? null : values.promise, preheader: null }));
    return { subject: 'We received your fax', text, date: spoken.past(input.now) };
  };
}

/** What the templates may say, by name. */
function valuesIn(zone: string) {
  const spoken = spokenIn(zone);
  const promiseOf = ({ callBackBy, level, now }: AcknowledgementInput): string => {
    if (callBackBy === null) return level.callBack;
    // A mail that lay somewhere longer than we take to call back: to promise the past would be a lie.
    return callBackBy <= now ? 'as soon as we can' : `by ${spoken.instant(callBackBy, now)}`;
  };
  return (input: AcknowledgementInput) => ({
    reference: input.reference,
    received: spoken.past(input.acceptedAt),
    levelName: input.level.name,
    levelNumber: String(input.level.level),
    promise: promiseOf(input),
    callBack: input.level.callBack,
    opening: input.opensAt === null ? null : spoken.opening(input.opensAt, input.now),
    serviceHours: input.serviceHours,
    phone: input.phone,
    mailboxName: input.mailboxName || input.mailboxAddress,
    mailboxAddress: input.mailboxAddress,
    page: input.page,
  });
}

const LONGEST_ECHO = 150; // characters of the sender's subject; mail programs show fewer

/** `Re: <subject> [#K7Q-2M4]` where the subject may be echoed, else fixed words. */
function subjectOf({ reference, subject }: AcknowledgementInput): string {
  const token = `[#${reference}]`;
  const own = oneLine(subject ?? '', 1_000)
    .replaceAll(token, '')
    .replace(/^(?:\s{0,9}(?:re|aw|sv|antw)\s{0,9}:)+/iu, '')
    .replace(/\s+/gu, ' ')
    .trim();
  if (own === '') return `${token} We received your message`;
  return `Re: ${own.length > LONGEST_ECHO ? `${own.slice(0, LONGEST_ECHO).toWellFormed().trimEnd()}…` : own} ${token}`;
}

const LINE_WIDTH = 76; // characters; plain text is read in narrow windows, and quoted with "> " in front (RFC 5322 §2.1.1: at most 78)

/** Paragraphs are filled anew, since values are of any length; indented lines stand as they are. A left-out section leaves no hole. */
function tidy(text: string): string {
  const paragraphs = text
    .replace(/\r\n?/gu, '\n')
    .split(/\n[ \t]{0,99}\n/u)
    .map((paragraph) => paragraph.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0);
  return `${paragraphs.map(fillParagraph).join('\n\n')}\n`;
}

function fillParagraph(lines: readonly string[]): string {
  const filled: string[] = [];
  let open = false; // whether the last line may grow
  for (const line of lines) {
    if (line.startsWith(' ')) {
      filled.push(line.trimEnd());
      open = false;
      continue;
    }
    for (const word of line.split(' ').filter((one) => one !== '')) {
      const last = filled.at(-1);
      if (open && last !== undefined && last.length + 1 + word.length <= LINE_WIDTH)
        filled[filled.length - 1] = `${last} ${word}`;
      else filled.push(word);
      open = true;
    }
  }
  return filled.join('\n');
}
