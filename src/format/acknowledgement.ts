import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { oneLine } from '../domain/address.ts';
import type { LevelPolicy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { permanent, sentenceOf } from '../lib/fault.ts';
import { compileTemplate, escapeHtml, type Fill } from './template.ts';

/** What an acknowledgement may speak of. */
export type AcknowledgementInput = {
  /** e.g. `K7Q-2M4` */
  readonly reference: string;
  /** what the rules suggest; said as provisional, since a person has not read it yet */
  readonly level: LevelPolicy;
  /** the sender's subject, only where it may be echoed: to a stranger it would carry anybody's words */
  readonly subject: string | null;
  readonly acceptedAt: Instant;
  readonly serviceHours: string;
  readonly phone: string | null;
  readonly mailboxName: string;
  readonly mailboxAddress: string;
};

export type Acknowledgement = {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly preheader: string;
};

/** Words an acknowledgement. Pure. */
export type Wording = (input: AcknowledgementInput) => Acknowledgement;

export type Templates = { readonly text: Fill; readonly html: Fill };

/** Every name that the templates may use. Only the number is a must; what else is said is the office's choice. */
const NAMES = {
  reference: 'required',
  levelName: 'optional',
  levelNumber: 'optional',
  callBack: 'optional',
  received: 'optional',
  serviceHours: 'optional',
  phone: 'optional',
  mailboxName: 'optional',
  mailboxAddress: 'optional',
  preheader: 'optional',
} as const;

const HTML_LIMIT = 20_000; // characters; Gmail hides what is beyond about 100 kB, and a note this short needs no more

/**
 * Reads `acknowledgement.txt` and `acknowledgement.html` of a folder. Throws a permanent Fault when one cannot be read or
 * uses a name that does not exist.
 */
export function loadTemplates(folder: string): Templates {
  const text = read(folder, 'acknowledgement.txt');
  const html = read(folder, 'acknowledgement.html');
  if (html.length > HTML_LIMIT) throw permanent(`acknowledgement.html is longer than ${HTML_LIMIT} characters`);
  return {
    text: compileTemplate(text, { title: 'acknowledgement.txt', names: NAMES, escape: (value) => value }),
    html: compileTemplate(html, { title: 'acknowledgement.html', names: NAMES, escape: escapeHtml }),
  };
}

/** `zone`: IANA name of the time zone in which the customer is told when the mail came. */
export function createWording(templates: Templates, zone = 'UTC'): Wording {
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  return (input) => {
    const preheader = `Your number is ${input.reference}. A person reads it; we call you back ${input.level.callBack}.`;
    const values = {
      reference: input.reference,
      levelName: input.level.name,
      levelNumber: String(input.level.level),
      callBack: input.level.callBack,
      received: spoken(clock, input.acceptedAt),
      serviceHours: input.serviceHours,
      phone: input.phone,
      mailboxName: input.mailboxName || input.mailboxAddress,
      mailboxAddress: input.mailboxAddress,
      preheader,
    };
    return { subject: subjectOf(input), text: tidy(templates.text(values)), html: templates.html(values), preheader };
  };
}

function read(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    throw permanent(`the template ${name} cannot be read: ${sentenceOf(error)}`, error);
  }
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

/** `Mon 23 Nov 2026 at 12:53 EST` */
function spoken(clock: Intl.DateTimeFormat, at: Instant): string {
  const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part['weekday']} ${part['day']} ${part['month']} ${part['year']} at ${part['hour']}:${part['minute']} ${part['timeZoneName']}`;
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
