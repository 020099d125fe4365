import { ownerName } from '../lib/owner.ts';
import { startTick, type Tick } from '../lib/tick.ts';
import type { House } from '../serve.ts';
import { digestRound } from '../stages/digest.ts';
import { takeLead } from '../store/lead.ts';

/** A process that leads and dies is followed by another within this time (ms); a digest may come two minutes late. */
const LEASE_MS = 120_000;

/** Looks every minute whether it is time for the day's digest or the week's report; one process of several does. */
export function startDigests(house: House): Tick {
  const { store, log } = house;
  const owner = ownerName();
  return startTick(
    'digest',
    '* * * * *',
    { take: () => takeLead(store.db, 'digest', owner, LEASE_MS), log },
    async () => {
      const { digests, reports } = await digestRound(house.digest);
      if (digests + reports > 0) log.info({ digests, reports }, 'the day began');
    },
  );
}
