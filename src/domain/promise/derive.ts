import type { Pause } from '../calendar.ts';
import type { Level } from '../level.ts';
import { SECOND, type Instant } from '../time.ts';
import { closeIfLate, dueOf, meet, retarget, startClock, type Clock } from './clock.ts';
import type { Metric, TicketEvent } from './event.ts';
import type { Promises } from './terms.ts';

/** Where a ticket stands with its promises, as its events tell it. */
export type Standing = {
  readonly clocks: readonly Clock[];
  readonly level: Level;
  /** whether a person said so, or only the rules */
  readonly confirmed: boolean;
  /** stretches in which the ticket waited for the customer or was resolved; the last may be open */
  readonly pauses: readonly Pause[];
  readonly waitingSince: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly merged: boolean;
  /** the highest rung that a person carried the ticket to; 0 for none */
  readonly escalatedTo: number;
  /** rungs that said they take care */
  readonly seen: readonly number[];
};

/** The work of `deriveClocks` in progress. */
type Draft = {
  readonly promises: Promises;
  clocks: Clock[];
  level: Level;
  confirmed: boolean;
  pauses: Pause[];
  waitingSince: Instant | null;
  resolvedAt: Instant | null;
  merged: boolean;
  /** what ran when the ticket was put into junk, by its place in `clocks` */
  shelved: ReadonlyMap<number, Clock> | null;
  escalatedTo: number;
  readonly seen: Set<number>;
};

/**
 * Derives the clocks of a ticket from its events (any order; those of one instant in the order given) under its terms.
 * Pure: the same events give the same clocks, whenever and however often. For one event it counts: met, then pause or
 * resume, then a new target, then new cycles. Null until the ticket was accepted. Instants are cut to whole seconds.
 */
export function deriveClocks(events: readonly TicketEvent[], promises: Promises, now: Instant): Standing | null {
  const undone = new Set(events.flatMap((event) => (event.kind === 'undone' ? [event.of] : [])));
  const ordered = events
    .filter(({ mark }) => mark === undefined || !undone.has(mark))
    .map((event): TicketEvent => ({ ...event, at: wholeSecond(event.at) }))
    .toSorted((a, b) => a.at - b.at);
  const first = ordered.find((event) => event.kind === 'accepted');
  if (first === undefined) return null;
  const draft: Draft = {
    promises,
    clocks: [],
    level: first.level,
    confirmed: false,
    pauses: [],
    waitingSince: null,
    resolvedAt: null,
    merged: false,
    shelved: null,
    escalatedTo: 0,
    seen: new Set(),
  };
  for (const event of ordered) if (event.kind !== 'breached') apply(draft, event);
  for (const event of ordered) if (event.kind === 'breached') stick(draft, event);
  if (!draft.merged) refresh(draft, wholeSecond(now));
  const { promises: _promises, shelved: _shelved, seen, ...standing } = draft;
  return { ...standing, seen: [...seen] };
}

function apply(draft: Draft, event: Exclude<TicketEvent, { kind: 'breached' }>): void {
  const { at } = event;
  if (draft.merged) return;
  refresh(draft, at);
  switch (event.kind) {
    case 'accepted':
      // Read again (`postroom replay`): what the rules say now counts, unless a person spoke.
      if (draft.clocks.length > 0) return draft.confirmed ? undefined : relevel(draft, event.level, at);
      start(draft, 'call_back', at);
      return start(draft, 'resolution', at);
    case 'levelled':
      draft.confirmed = true;
      return relevel(draft, event.level, at);
    case 'contact':
      return event.outcome === 'no_answer' ? undefined : spoke(draft, at);
    case 'published':
      return spoke(draft, at);
    case 'asked':
      if (draft.waitingSince !== null || draft.resolvedAt !== null) return;
      draft.waitingSince = at;
      return pause(draft, at);
    case 'answered':
    case 'unwaited':
      return resume(draft, at);
    case 'resolved':
      return resolve(draft, at);
    case 'reopened':
      return reopen(draft, at, event.by);
    case 'merged':
      draft.merged = true;
      return cancelOpen(draft);
    case 'shelved':
      return shelve(draft);
    case 'unshelved':
      return unshelve(draft);
    case 'absorbed':
      return absorb(draft, wholeSecond(event.acceptedAt), at);
    case 'escalated':
      draft.escalatedTo = Math.max(draft.escalatedTo, event.rung);
      return;
    case 'seen':
      draft.seen.add(event.rung);
      return;
    case 'undone':
      return;
    default:
      return event satisfies never;
  }
}

/** Notes what became late by `at`, before anything that happens at `at` can move a due. */
function refresh(draft: Draft, at: Instant): void {
  for (const [i, clock] of draft.clocks.entries()) draft.clocks[i] = closeIfLate(clock, at);
}

/** A person of ours reached the customer: a call-back is kept, an update given, and the next update counts from here. */
function spoke(draft: Draft, at: Instant): void {
  meetAll(draft, 'call_back', at);
  meetAll(draft, 'update', at);
  if (draft.resolvedAt === null) start(draft, 'update', at);
}

function resolve(draft: Draft, at: Instant): void {
  if (draft.resolvedAt !== null) return;
  meetAll(draft, 'resolution', at);
  // An update that began with the word that told of the solution is none; whoever resolved without a word to the
  // customer kept no call-back, and missed none either.
  draft.clocks = draft.clocks
    .filter(({ metric, startedAt }) => metric !== 'update' || startedAt !== at)
    .map((clock) => (clock.metAt === null ? { ...clock, state: 'cancelled' } : clock));
  if (draft.waitingSince === null) pause(draft, at);
  draft.waitingSince = null;
  draft.resolvedAt = at;
}

function reopen(draft: Draft, at: Instant, by: 'customer' | 'staff'): void {
  if (draft.resolvedAt === null) return;
  draft.resolvedAt = null;
  closePause(draft, at);
  const resolution = draft.clocks.findIndex(({ metric }) => metric === 'resolution');
  const clock = draft.clocks[resolution];
  if (clock) draft.clocks[resolution] = recount(draft, { ...clock, metAt: null, state: 'running' });
  const spokeBefore = draft.clocks.some(({ metric, metAt }) => metric === 'call_back' && metAt !== null);
  if (by === 'customer' || !spokeBefore) start(draft, 'call_back', at);
  else start(draft, 'update', at);
}

function resume(draft: Draft, at: Instant): void {
  if (draft.waitingSince === null) return;
  draft.waitingSince = null;
  closePause(draft, at);
  recountOpen(draft);
}

/** In junk nothing is owed. */
function shelve(draft: Draft): void {
  if (draft.shelved !== null) return;
  draft.shelved = new Map(
    [...draft.clocks.entries()].filter(([, { metAt, state }]) => metAt === null && state !== 'cancelled'),
  );
  cancelOpen(draft);
}

/** It was no junk: what was owed is owed again, counted from when it came. */
function unshelve(draft: Draft): void {
  for (const [i, clock] of draft.shelved ?? []) draft.clocks[i] = recount(draft, clock);
  draft.shelved = null;
}

function cancelOpen(draft: Draft): void {
  for (const [i, clock] of draft.clocks.entries())
    if (clock.metAt === null) draft.clocks[i] = { ...clock, state: 'cancelled' };
}

function pause(draft: Draft, at: Instant): void {
  draft.pauses = [...draft.pauses, { from: at, to: null }];
  recountOpen(draft);
}

function closePause(draft: Draft, at: Instant): void {
  draft.pauses = draft.pauses.map((one) => (one.to === null ? { from: one.from, to: at } : one));
}

function relevel(draft: Draft, level: Level, at: Instant): void {
  if (level === draft.level) return;
  draft.level = level;
  for (const [i, clock] of draft.clocks.entries())
    if (clock.metAt === null && clock.state !== 'cancelled')
      draft.clocks[i] = retarget(clock, level, draft.promises, draft.pauses, at);
}

/** The surviving ticket of a merge keeps the earlier start. */
function absorb(draft: Draft, acceptedAt: Instant, at: Instant): void {
  for (const [i, clock] of draft.clocks.entries()) {
    const isFirst = clock.cycle === 1 && clock.metric !== 'update';
    if (isFirst && clock.metAt === null && acceptedAt < clock.startedAt)
      draft.clocks[i] = retarget({ ...clock, startedAt: acceptedAt }, clock.level, draft.promises, draft.pauses, at);
  }
}

function start(draft: Draft, metric: Metric, at: Instant): void {
  const cycle = draft.clocks.filter((clock) => clock.metric === metric).length + 1;
  draft.clocks.push(startClock({ metric, cycle, level: draft.level, at }, draft.promises, draft.pauses));
}

function meetAll(draft: Draft, metric: Metric, at: Instant): void {
  for (const [i, clock] of draft.clocks.entries())
    if (clock.metric === metric && clock.metAt === null && clock.state !== 'cancelled')
      draft.clocks[i] = meet(clock, at);
}

function recountOpen(draft: Draft): void {
  for (const [i, clock] of draft.clocks.entries())
    if (clock.metAt === null && clock.state !== 'cancelled') draft.clocks[i] = recount(draft, clock);
}

function recount(draft: Draft, clock: Clock): Clock {
  return dueOf(clock, draft.promises, draft.pauses);
}

/** A breach that was told to people stays one, even if a mail that came to light later moved the due. */
function stick(draft: Draft, event: Extract<TicketEvent, { kind: 'breached' }>): void {
  const i = draft.clocks.findIndex(({ metric, cycle }) => metric === event.metric && cycle === event.cycle);
  const clock = draft.clocks[i];
  if (clock && clock.breachedAt === null)
    draft.clocks[i] = { ...clock, breachedAt: event.dueAt, breachedLevel: clock.level, chainFrom: event.dueAt };
}

function wholeSecond(at: Instant): Instant {
  return Math.floor(at / SECOND) * SECOND;
}
