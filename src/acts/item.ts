import { itemRefusal, type ItemVerb } from '../domain/item.ts';
import { SECOND } from '../domain/time.ts';
import { heldItem, putBack, wantTicket } from '../store/inbound.ts';
import { writeJournal } from '../store/journal.ts';
import { transaction } from '../store/sql.ts';
import type { Actor } from './act.ts';
import type { ActDeps } from './perform.ts';

/** What became of an act on an item; `unknown`: there is no such item. */
export type ItemDone =
  | { readonly done: true; readonly words: string }
  | { readonly done: false; readonly unknown: boolean; readonly why: string };

/** What the journal calls each, and what is so then. */
const TOLD: Readonly<Record<ItemVerb, { readonly act: string; readonly words: string }>> = {
  ticket: {
    act: 'ticket_wanted',
    words:
      'It becomes a ticket within seconds. Its promises count from when it came in. Load this page again to see it',
  },
  replay: {
    act: 'worked_again',
    words: 'It is worked again within seconds, with the rules of today. Load this page again to see what it became',
  },
};

/**
 * Has an item worked once more: as a ticket whatever its kind, or as the rules of today decide. The item is put back into
 * the queue, and whoever works the queue does the rest, as with an item that just came in.
 */
export async function actOnItem(
  deps: Pick<ActDeps, 'db' | 'now'>,
  verb: ItemVerb,
  { id, actor }: { readonly id: string; readonly actor: Actor },
): Promise<ItemDone> {
  return transaction(deps.db, async (tx): Promise<ItemDone> => {
    const item = await heldItem(tx, id);
    if (item === null) return { done: false, unknown: true, why: `there is no item ${id}` };
    const why = itemRefusal(verb, item);
    if (why !== null) return { done: false, unknown: false, why };
    const now = Math.floor(deps.now() / SECOND) * SECOND;
    await wantTicket(tx, id, verb === 'ticket' ? actor.id : null);
    await putBack(tx, { ids: [id] }, now);
    const { act, words } = TOLD[verb];
    const detail = { was: item.reason ?? item.state };
    const line = { ticketId: item.ticketId, inboundId: id, actor: actor.id, entry: { act, detail } };
    await writeJournal(tx, [line], new Date(now));
    return { done: true, words };
  });
}
