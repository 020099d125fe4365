import type { Judged } from './judge.ts';
import { COUNTS, QUESTIONS, type Derived, type Question, type Rules } from './rules.ts';

export type OpenTicket = { readonly reference: string; readonly level: number };

/** What the vendor knows of a request besides its words. */
export type RequestFacts = {
  /** day (`2026-02-09`) on which the customer's next system goes into production, and the day of the request */
  readonly goLive: string | null;
  readonly received: string | null;
  /** open tickets of the same customer */
  readonly openTickets: readonly OpenTicket[];
  /** how sure the reader of a fax is of its text, 0 to 1; null for what was typed */
  readonly faxConfidence: number | null;
  /** what somebody said who was asked, on the telephone: answers to the table's questions, and in words that a rep reads */
  readonly said?: { readonly answers: Partial<Readonly<Record<Question, boolean>>>; readonly words: string };
};

export const NO_FACTS: RequestFacts = { goLive: null, received: null, openTickets: [], faxConfidence: null };

/** How much of each signal a request holds, by its name; derived ones included. */
export type Amounts = ReadonlyMap<string, number>;

/** A signal said six times over is not made stronger by the seventh. */
const MOST = 6;
/** A fact counts as much as four phrases: nobody has to guess it. */
const FACT = 4;
/** The policy's "at least one month", in days; the longest month has 31. */
const MONTH_DAYS = 31;
const DAY_MS = 86_400_000;
/** Words of a text that says only one thing. */
const SHORT_WORDS = 25;
const MANY_QUESTIONS = 2;
/** How far an answer that was given puts a question on its side: to a chance of 99.9 %, for people may be wrong. */
const ANSWERED = 7;

/** Adds up what was found: each phrase once, however often it stands there. */
export function amountsOf(
  found: readonly { readonly hit: Judged }[],
  text: { readonly questions: number; readonly words: number },
  facts: RequestFacts,
): Amounts {
  const amounts = new Map<string, number>();
  const add = (signal: string, count: number): void => {
    amounts.set(signal, Math.min(MOST, (amounts.get(signal) ?? 0) + count));
  };
  const counted = new Map<Judged['phrase'], string>(); // the ways in which it was meant so far
  const told = { test: 0, live: 0 };
  const named = { test_system: false, live_system: false };
  let isTrouble = false;
  for (const { hit } of found) {
    const count = COUNTS[hit.phrase.strength];
    const { kind } = hit.signal;
    if (kind === 'hides') continue;
    if (kind === 'test_system' || kind === 'live_system') named[kind] = true;
    if (kind === 'trouble' && hit.meant === 'told') isTrouble = true;
    if (kind === 'trouble' && hit.meant === 'told' && hit.system !== null) told[hit.system] += count;
    const already = counted.get(hit.phrase);
    if (already?.includes(hit.meant) === true) continue;
    counted.set(hit.phrase, already === undefined ? hit.meant : `${already} ${hit.meant}`);
    add(hit.meant === 'told' ? hit.signal.name : hit.meant, count);
  }
  const derived = (name: Derived, amount: number): void => {
    if (amount > 0) add(name, amount);
  };
  const sum = told.test + told.live;
  if (sum > 0) {
    derived('told_of_test', (2 * told.test) / sum);
    derived('told_of_live', (2 * told.live) / sum);
  }
  const days = daysToGoLive(facts);
  if (days !== null) derived(days <= MONTH_DAYS ? 'go_live_within_a_month' : 'go_live_later', FACT);
  if (named.test_system !== named.live_system) derived(named.test_system ? 'only_test_named' : 'only_live_named', 1);
  if (!isTrouble) derived('no_trouble_told', 2);
  if (text.questions >= MANY_QUESTIONS) derived('many_questions', 1);
  if (text.words < SHORT_WORDS) derived('short', 1);
  return amounts;
}

/** Days from the request to the go-live, negative when it is past; null when either day is not known. */
export function daysToGoLive({ goLive, received }: RequestFacts): number | null {
  if (goLive === null || received === null) return null;
  const days = (Date.parse(goLive) - Date.parse(received)) / DAY_MS;
  return Number.isFinite(days) ? days : null;
}

/** How far a request stands on the side of yes (above 0) to each question: by its words, or as somebody answered it. */
export function scoresOf(
  amounts: Amounts,
  rules: Rules,
  said: RequestFacts['said'],
): Readonly<Record<Question, number>> {
  const scores = { ...rules.startsAt };
  for (const { name, speaks } of rules.signals) {
    const amount = amounts.get(name);
    if (amount === undefined) continue;
    for (const question of QUESTIONS) {
      const weight = speaks[question];
      if (weight !== undefined) scores[question] += amount * weight;
    }
  }
  for (const question of QUESTIONS) {
    const answer = said?.answers[question];
    if (answer !== undefined) scores[question] = answer ? ANSWERED : -ANSWERED;
  }
  return scores;
}
