import type { CustomerSystem } from './customer.ts';
import type { RequestFacts } from './priority/weigh.ts';

/*
 * A call as the person notes it who takes it. Two questions are asked straight out, so that nobody has to guess them from words.
 */

/** Which system it is about. */
export const SYSTEMS = { production: 'the production system', test: 'a test system' } as const;
export type System = keyof typeof SYSTEMS;

/** What a system of a customer is for whoever calls about it: nobody works with one that is not live yet. */
export function systemOf({ environment, goLive }: Pick<CustomerSystem, 'environment' | 'goLive'>, day: string): System {
  return environment === 'production' && (goLive === null || goLive <= day) ? 'production' : 'test';
}

/** How far people can work. */
export const WORK = {
  stopped: 'nobody can work',
  part: 'a function fails, or some cannot work',
  minor: 'they can work; it is a nuisance',
  question: 'they can work; it is a question or a wish',
} as const;
export type Work = keyof typeof WORK;

/** What was asked and answered, as the rules weigh it; null: nothing was. */
export function saidOn(system: System | null, work: Work | null): NonNullable<RequestFacts['said']> | null {
  if (system === null && work === null) return null;
  const words = [...(work === null ? [] : [WORK[work]]), ...(system === null ? [] : [SYSTEMS[system]])];
  return {
    answers: { ...(work === null ? {} : ANSWERS[work]), ...(system === null ? {} : { test: system === 'test' }) },
    words: `said on the telephone: ${words.join('; ')}`,
  };
}

const ANSWERS: Readonly<Record<Work, NonNullable<RequestFacts['said']>['answers']>> = {
  stopped: { trouble: true, grave: true, down: true, blocks: true },
  part: { trouble: true, grave: true, down: false },
  minor: { trouble: true, grave: false, down: false, blocks: false },
  question: { trouble: false, grave: false, down: false, blocks: false },
};

/** Characters of the first words that make a subject. */
const SUBJECT = 80;

/** A subject made of the first words of what happened. */
export function subjectOf(text: string): string {
  const first = text.trim().replaceAll(/\s+/gu, ' ');
  const sentence = /^.{10,}?[.!?](?= |$)/u.exec(first)?.[0].replace(/[.]$/u, '') ?? first;
  if (sentence.length <= SUBJECT) return sentence;
  return `${sentence.slice(0, SUBJECT).replace(/\s+\S*$/u, '')}…`;
}

/** How long ago a call may have begun, ms: what lies longer back is no call that one writes down now. */
export const CALL_AGE_MS = 24 * 3_600_000;

/** The record that is kept of a call, as a person reads it. */
export function recordOf(call: {
  readonly takenBy: string;
  readonly began: string;
  readonly caller: string;
  readonly number: string;
  readonly address: string;
  readonly customer: string | null;
  readonly system: System | null;
  /** its name; '' where none was said */
  readonly systemName: string;
  readonly work: Work | null;
  readonly subject: string;
  readonly text: string;
  readonly solution: string | null;
}): string {
  const line = (name: string, value: string | null): readonly string[] =>
    value === null || value === '' ? [] : [`${name}: ${value}`];
  return [
    'A telephone call',
    '',
    ...line('Began', call.began),
    ...line('Taken by', call.takenBy),
    ...line('Caller', call.caller),
    ...line('Number', call.number),
    ...line('Mail', call.address),
    ...line('Customer', call.customer),
    ...line(
      'System',
      call.system === null ? null : [call.systemName, SYSTEMS[call.system]].filter((part) => part !== '').join(', '),
    ),
    ...line('Work', call.work === null ? null : WORK[call.work]),
    ...line('Subject', call.subject),
    '',
    call.text,
    ...(call.solution === null ? [] : ['', 'Solved on the telephone:', call.solution]),
    '',
  ].join('\n');
}
