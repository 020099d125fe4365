import type { Desk } from './desk.ts';
import { EVERYBODY } from './desk.ts';

/** Every part of the desk, each with its own pages. A new one is a file and a line here. */
export function partsOfDesk(desk: Desk): void {
  desk.get('/', EVERYBODY, async ({ actor }) => ({
    to: actor.roles.includes('rep') ? '/queue' : actor.roles.includes('manager') ? '/board' : '/ledger',
  }));
}
