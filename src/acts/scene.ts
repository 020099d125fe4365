import { filingOf } from '../store/filing.ts';
import { escalatedTo } from '../store/events.ts';
import { itemsOf } from '../store/split.ts';
import type { Tx } from '../store/sql.ts';
import type { TicketRow } from '../store/tickets.ts';
import { heldLetter, lastMarkOf } from '../store/undo.ts';
import type { Act, Actor, Scene } from './act.ts';
import type { Staff } from '../domain/staff.ts';
import type { Instant } from '../domain/time.ts';

const NO_FILING = { customer: null, number: null };

/** Looks up what an act may know: of what only some acts ask for, no more than this one does. */
export async function sceneOf<Input>(
  tx: Tx,
  act: Act<Input>,
  input: Input,
  about: {
    readonly ticket: TicketRow;
    readonly other: TicketRow | null;
    readonly actor: Actor;
    readonly staff: Staff;
    readonly now: Instant;
  },
): Promise<Scene> {
  const { ticket } = about;
  return {
    ...about,
    level: ticket.confirmedLevel ?? ticket.suggestedLevel,
    standing: { escalatedTo: await escalatedTo(tx, ticket.id) },
    filing: act.customer === undefined ? NO_FILING : await filingOf(tx, ticket.id, act.customer(input)),
    mark: act.undoes === undefined ? null : await lastMarkOf(tx, ticket.id, act.undoes),
    letter: act.letter === undefined ? null : await heldLetter(tx, ticket.id, act.letter(input)),
    items: act.items === true ? await itemsOf(tx, ticket.id) : [],
  };
}
