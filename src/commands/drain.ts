import { createBell, type Bell } from '../lib/bell.ts';
import { sentenceOf } from '../lib/fault.ts';
import type { House } from '../serve.ts';
import { processAhead } from '../stages/process.ts';
import { fetchBatch } from '../stages/fetch.ts';
import { readFaxBatch } from '../stages/read-fax.ts';
import { sendBatch } from '../stages/send.ts';
import { watchBatch } from '../stages/watch.ts';
import { waiting } from '../store/inbound.ts';
import { outboxWaiting } from '../store/outbox.ts';

/** The one line that `postroom drain --json` prints (docs: the commands). `seconds` is wall time. */
export type Drained = {
  received: number;
  repeats: number;
  tickets: number;
  appended: number;
  ignored: number;
  quarantined: number;
  sent: number;
  failed: number;
  waiting: number;
  seconds: number;
};

/** Reads every source once and works every queue as far as it is due. `problems` holds a sentence per source that could not be read. */
export async function drain(
  house: House,
  signal: AbortSignal,
): Promise<{ readonly result: Drained; readonly problems: readonly string[] }> {
  const began = performance.now();
  const result: Drained = {
    received: 0,
    repeats: 0,
    tickets: 0,
    appended: 0,
    ignored: 0,
    quarantined: 0,
    sent: 0,
    failed: 0,
    waiting: 0,
    seconds: 0,
  };
  const problems: string[] = [];
  let reading = true;
  let working = true;

  // Fetching, working and sending overlap; each ends when the one before it has ended and nothing more is due.
  const kept = createBell();
  house.onKept = kept.ring;
  const settled = createBell();
  const sources = Promise.all(
    house.sources.map(async (source) => {
      try {
        const round = await source.drain(signal);
        result.received += round.received;
        result.repeats += round.repeats;
      } catch (error) {
        problems.push(`${source.name}: ${sentenceOf(error)}`);
      }
    }),
  ).then(() => {
    reading = false;
    kept.ring();
  });
  const worker = processAhead(house.process); // ends with an empty batch, so that nothing is left read ahead
  const stages = work(
    () => reading,
    kept,
    async () => {
      const batch = await worker.next();
      // a mail may turn out to carry a fax, and a fax that is read is an item that is due
      if (batch.claimed > 0) return batch;
      const { claimed } = await fetchBatch(house.fetch);
      return { ...batch, claimed: claimed + (await readFaxBatch(house.readFax, signal)).claimed };
    },
    (batch) => {
      result.tickets += batch.ticket;
      result.appended += batch.appended;
      result.ignored += batch.ignored;
      result.quarantined += batch.quarantined;
      settled.ring();
    },
  )
    .then(async () => {
      while ((await watchBatch(house.watch)).looked > 0) settled.ring();
    })
    .finally(() => {
      working = false;
      settled.ring();
    });
  const sending = work(
    () => working,
    settled,
    () => sendBatch(house.send, signal),
    (batch) => {
      result.sent += batch.sent;
      result.failed += batch.failed;
    },
  );
  await Promise.all([sources, stages, sending]);

  const inbound = await waiting(house.store.db, house.now());
  const outbox = await outboxWaiting(house.store.db, house.now());
  result.waiting = inbound.due + inbound.later + outbox.due + outbox.later;
  result.seconds = Math.round(performance.now() - began) / 1000;
  return { result, problems };
}

/** The longest wait for a bell, ms: items may also become due by themselves, or come in through another process. */
const REST_MS = 500;

/** Batch after batch, until one comes back empty that was asked for after the stage before had ended. */
async function work<T extends { readonly claimed: number }>(
  moreMayCome: () => boolean,
  bell: Bell,
  next: () => Promise<T>,
  count: (batch: T) => void,
): Promise<void> {
  for (;;) {
    const isLast = !moreMayCome();
    const batch = await next();
    count(batch);
    if (batch.claimed > 0) continue;
    if (isLast) return;
    await bell.heard(REST_MS);
  }
}
