import { decide } from '../domain/decide.ts';
import { decideFax } from '../domain/fax/decide-fax.ts';
import { decideUnreadable } from '../domain/unreadable.ts';
import type { Decision, Facts, Suggest } from '../domain/decision.ts';
import type { Instant } from '../domain/time.ts';
import type { Marks } from '../format/mark.ts';
import { isPermanent, sentenceOf } from '../lib/fault.ts';
import { whileHeld } from '../lib/hold.ts';
import type { Log } from '../lib/log.ts';
import { point } from '../lib/point.ts';
import { claim, postpone, renewClaims, stillClaimed, unsettledParents, type Claimed } from '../store/inbound.ts';
import { settle, type Settlement } from '../store/settle.ts';
import { drawReference } from '../store/split.ts';
import { transaction } from '../store/sql.ts';
import type { TermsBook } from '../store/terms.ts';
import { lookUp, type Read } from './lookup.ts';
import { readItem, type ReadDeps } from './read.ts';
import { inRounds } from './rounds.ts';
import type { Write } from './word.ts';

export type ProcessDeps = ReadDeps & {
  readonly marks: Marks;
  readonly terms: TermsBook;
  readonly suggest: Suggest;
  /** words the answer to a decision, or null when it is not answered */
  readonly write: Write;
  readonly work: {
    readonly batch: number;
    readonly leaseMs: number;
    readonly attempts: number;
    readonly retryMs: readonly number[];
  };
  readonly log: Log;
};

/** What one batch came to; `claimed` 0 means that nothing is due. */
export type Processed = {
  claimed: number;
  ticket: number;
  appended: number;
  ignored: number;
  quarantined: number;
  postponed: number;
};

/** Stored items become settled ones: claim, read, look up, decide, commit. Each item ends exactly once, or is tried again later. */
export async function processBatch(deps: ProcessDeps): Promise<Processed> {
  return settleBatch(deps, await readBatch(deps));
}

/** Works batch by batch and reads one ahead. */
export type Worker = {
  /** As processBatch; but while one batch is settled, the next is read already. */
  next(): Promise<Processed>;
  /** Gives back what was read ahead, as if it had not been claimed; in vain, its lease runs out. Call it when no `next` is under way. */
  stop(): Promise<void>;
};

/** A worker for one queue of calls. */
export function processAhead(deps: ProcessDeps): Worker {
  let ahead: Promise<Batch> | null = null;
  return {
    async next() {
      let batch = await take();
      // That nothing was due some time ago is no answer.
      if (batch === null || batch.claimed === 0) batch = await readBatch(deps);
      ahead = batch.claimed === 0 ? null : readBatch(deps);
      ahead?.catch(() => {}); // met by the next call
      return settleBatch(deps, batch);
    },
    async stop() {
      try {
        const batch = await take();
        for (const { item } of batch?.items ?? []) await postpone(deps.db, item, deps.now(), null);
      } catch (error) {
        deps.log.warn({ reason: sentenceOf(error) }, 'mails that were read ahead are worked when their lease runs out');
      }
    },
  };

  /** What was read ahead, once: a batch whose reading failed is claimed by whoever comes when its lease has run out. */
  function take(): Promise<Batch | null> {
    const batch = ahead;
    ahead = null;
    return batch ?? Promise.resolve(null);
  }
}

/** How long a reply waits for the mail it answers, which another worker has in hand: about as long as one batch takes. */
const PARENT_WAIT_MS = 250;

type Batch = { readonly claimed: number; readonly items: readonly Item[] };

async function readBatch(deps: ProcessDeps): Promise<Batch> {
  const claimed = await claim(deps.db, { limit: deps.work.batch, leaseMs: deps.work.leaseMs, now: deps.now() });
  if (claimed.length > 0) point('process-claimed');
  const items = await whileHeld(
    deps.work.leaseMs,
    () => renewClaims(deps.db, claimed, deps.work.leaseMs),
    () => Promise.all(claimed.map((item) => tryToRead(deps, item))),
  );
  return { claimed: claimed.length, items: items.flatMap((item) => item ?? []) };
}

async function settleBatch(deps: ProcessDeps, { claimed, items }: Batch): Promise<Processed> {
  const postponed = claimed - items.length;
  const total: Processed = { claimed, ticket: 0, appended: 0, ignored: 0, quarantined: 0, postponed };
  for (const round of inRounds(items)) {
    point('process-read');
    for (const decision of await decideRound(deps, round)) {
      if (decision === null) total.postponed += 1;
      else total[decision.outcome] += 1;
    }
    point('process-committed');
  }
  return total;
}

type Item = Read & { readonly unreadable: string | null };

/** Reads one item; what cannot be read at all goes on as unreadable, what may be readable later is postponed (null). */
async function tryToRead(deps: ProcessDeps, item: Claimed): Promise<Item | null> {
  try {
    const read = await readItem(deps, item);
    return read === 'waits' ? null : read;
  } catch (error) {
    const reason = sentenceOf(error);
    if (isPermanent(error) || item.failures + 1 >= deps.work.attempts)
      return { item, message: await deps.headerOnly(item), fax: null, unreadable: reason };
    await postpone(deps.db, item, retryAt(deps, item), reason);
    deps.log.warn({ item: item.id, reason }, 'could not be read; will be tried again');
    return null;
  }
}

/** Decides and commits a group whose items cannot influence each other; if that fails, each of them by itself. */
async function decideRound(deps: ProcessDeps, claimed: readonly Item[]): Promise<readonly (Decision | null)[]> {
  try {
    let early: readonly Item[] = [];
    const decisions = await transaction(deps.db, async (tx) => {
      const now = deps.now();
      const ours = await stillClaimed(
        tx,
        claimed.map(({ item }) => item),
      );
      const waiting = await unsettledParents(
        tx,
        claimed.map(({ item, message }) => ({ item, answers: [...message.inReplyTo, ...message.references] })),
      );
      early = claimed.filter(({ item }) => ours.has(item.id) && waiting.has(item.id));
      const round = claimed.filter(({ item }) => ours.has(item.id) && !waiting.has(item.id));
      if (round.length === 0) return [];
      const { timezone: zone } = deps.terms.current.terms.calendar;
      const facts = await lookUp(tx, round, { marks: deps.marks, policy: deps.policy, zone, now });
      const settlements = round.map((read, i): Settlement => {
        const { item, message } = read;
        const decision = decideRead(deps, read, facts[i]!, now);
        const reference = item.reference ?? drawReference();
        return {
          item,
          message,
          decision,
          reference,
          outgoing: deps.write({ item, message, decision, reference, now }),
        };
      });
      point('process-decided');
      await settle(tx, settlements, deps.terms, now);
      point('process-written');
      for (const { item, decision } of settlements)
        deps.log.info(
          { item: item.id, outcome: decision.outcome, kind: decision.kind, reason: decision.reason },
          'decided',
        );
      return settlements.map(({ decision }) => decision);
    });
    for (const { item } of early) await postpone(deps.db, item, deps.now() + PARENT_WAIT_MS, null);
    return [...decisions, ...early.map(() => null)];
  } catch (error) {
    if (claimed.length > 1) {
      const one: (Decision | null)[] = [];
      for (const item of claimed) one.push(...(await decideRound(deps, [item])));
      return one;
    }
    const { item } = claimed[0]!;
    const reason = sentenceOf(error);
    deps.log.error({ item: item.id, reason }, 'could not be decided; will be tried again');
    await postpone(deps.db, item, retryAt(deps, item), reason);
    return [null];
  }
}

function decideRead({ policy, suggest }: ProcessDeps, read: Item, facts: Facts, now: Instant): Decision {
  const { message, fax, unreadable } = read;
  if (unreadable !== null) return decideUnreadable(message, facts, policy, unreadable, now);
  return fax === null || facts.fax === null
    ? decide(message, facts, policy, suggest, now)
    : decideFax(fax, message, { ...facts, fax: facts.fax }, policy, suggest, now);
}

/** When it is tried again: after the next wait of the settings' list, its last one for ever. */
function retryAt(deps: ProcessDeps, item: Claimed): Instant {
  return deps.now() + deps.work.retryMs[Math.min(item.failures, deps.work.retryMs.length - 1)]!;
}
