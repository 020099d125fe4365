import { startLoop, type Loop } from '../lib/loop.ts';
import { ownerName } from '../lib/owner.ts';
import { startTick } from '../lib/tick.ts';
import type { House } from '../serve.ts';
import { watchBatch } from '../stages/watch.ts';
import { leaveLead, takeLead } from '../store/lead.ts';

/** The watch of a house: it looks when its tick comes, and when somebody wakes it. */
export type LookOut = { readonly loop: Loop; stop(): Promise<void> };

/** A process that leads and dies is followed by another within this many ticks. */
const LEASE_TICKS = 3;
/** Should a tick fail to come, ms: nobody notices a minute. */
const FALLBACK_MS = 60_000;

/**
 * Looks for what is due: at each tick, and at once when a ticket came or changed. A look under way refuses another; of
 * several processes one leads.
 */
export async function lookOut(house: House, signal: AbortSignal): Promise<LookOut> {
  const { log, store, loaded } = house;
  const every = loaded.settings.watch.every_seconds;
  const owner = ownerName();
  const loop = startLoop('watch', { idleMs: FALLBACK_MS, signal, log }, async () => {
    if (!(await takeLead(store.db, 'watch', owner, LEASE_TICKS * every * 1000))) return false;
    return (await watchBatch(house.watch)).looked > 0;
  });
  const deaf = await store.listen('watch', () => loop.wake());
  const tick = startTick('watch', `*/${every} * * * * *`, { take: async () => true, log }, async () => loop.wake());
  return {
    loop,
    async stop() {
      await tick.stop();
      await deaf();
      await loop.done;
      await leaveLead(store.db, 'watch', owner).catch(() => {}); // its lease ends by itself
    },
  };
}
