import type { Actor } from '../acts/act.ts';
import { perform } from '../acts/perform.ts';
import { release } from '../acts/release.ts';
import { openHouse } from '../serve.ts';
import type { Loaded } from '../settings.ts';

/** Whoever sits at the machine. */
const OPERATOR: Actor = { id: 'operator', name: 'the operator', roles: ['operator'] };

/** Takes tickets out of junk or bulk by their references. Resolves to the exit status: 1 when one of them was not there to be taken. */
export async function releaseTickets(
  references: readonly string[],
  loaded: Loaded,
  print: (line: string) => void,
  complain: (line: string) => void,
): Promise<0 | 1> {
  const house = await openHouse(loaded);
  try {
    let status: 0 | 1 = 0;
    for (const reference of references) {
      const performed = await perform(house.acts, release, { reference, actor: OPERATOR }, {});
      if (performed.done) print(`${performed.reference} ${performed.words}`);
      else {
        complain(`${reference}: ${performed.why}`);
        status = 1;
      }
    }
    return status;
  } finally {
    await house.close();
  }
}
