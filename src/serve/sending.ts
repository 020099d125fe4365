import { startLoop, type Loop } from '../lib/loop.ts';
import type { House } from '../serve.ts';
import { sendBatch } from '../stages/send.ts';

/** A program that does not answer keeps events waiting, and no letter: each of the two goes out by a loop of its own. */
const LETTERS = ['mail', 'sms', 'fax'] as const;
const EVENTS = ['webhook'] as const;

/** Empties the outbox until the signal is aborted; both loops are woken when something is put in. */
export async function startSending(
  house: House,
  signal: AbortSignal,
): Promise<{ readonly loops: readonly Loop[]; stop(): Promise<void> }> {
  const loop = (name: string, lanes: typeof LETTERS | typeof EVENTS): Loop =>
    startLoop(
      name,
      { idleMs: house.loaded.settings.send.poll_ms, signal, log: house.log },
      async () => (await sendBatch({ ...house.send, lanes }, signal)).claimed > 0,
    );
  const loops = [loop('send', LETTERS), loop('tell', EVENTS)];
  const deaf = await house.store.listen('outbox', () => loops.forEach((one) => one.wake()));
  return {
    loops,
    async stop() {
      await Promise.all(loops.map(({ done }) => done));
      await deaf();
    },
  };
}
