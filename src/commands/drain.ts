import { sentenceOf } from '../lib/fault.ts';
import type { House } from '../serve.ts';
import { processBatch } from '../stages/process.ts';
import { sendBatch } from '../stages/send.ts';
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
  });

  // Fetching, working and sending overlap; each ends when the one before it has ended and nothing more is due.
  let working = true;
  const stages = (async () => {
    for (;;) {
      const last = !reading;
      const batch = await processBatch(house.process);
      result.tickets += batch.ticket;
      result.appended += batch.appended;
      result.ignored += batch.ignored;
      result.quarantined += batch.quarantined;
      if (batch.claimed === 0 && last) break;
      if (batch.claimed === 0) await pause();
    }
    working = false;
  })();
  const sending = (async () => {
    for (;;) {
      const last = !working;
      const batch = await sendBatch(house.send, signal);
      result.sent += batch.sent;
      result.failed += batch.failed;
      if (batch.claimed === 0 && last) break;
      if (batch.claimed === 0) await pause();
    }
  })();
  await Promise.all([
    sources,
    stages.catch((error: unknown) => {
      working = false;
      throw error;
    }),
    sending,
  ]);

  const inbound = await waiting(house.store.db);
  const outbox = await outboxWaiting(house.store.db);
  result.waiting = inbound.due + inbound.later + outbox.due + outbox.later;
  result.seconds = Math.round(performance.now() - began) / 1000;
  return { result, problems };
}

/** A short rest while the stage before is still at it, ms: long enough to cost nothing, short against a batch. */
const REST_MS = 20;

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, REST_MS));
}
