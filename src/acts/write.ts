import { stageOf } from '../domain/lifecycle.ts';
import type { Instant } from '../domain/time.ts';
import { fileNumber } from '../store/filing.ts';
import { writeJournal } from '../store/journal.ts';
import { recordHappenings } from '../store/promises.ts';
import { splitOff } from '../store/split.ts';
import { sql, type Tx } from '../store/sql.ts';
import { patchTicket, type TicketRow } from '../store/tickets.ts';
import { withdrawLetter } from '../store/undo.ts';
import { tellWebhooks } from '../store/webhooks.ts';
import type { Verb } from '../domain/lifecycle.ts';
import type { Actor, Change, Refusal } from './act.ts';
import type { ActDeps } from './perform.ts';

/** Rolls back an act of which something may be written already. */
export class NotDone extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.why);
    this.refusal = refusal;
  }
}

/** Writes everything that an act changes, letters first; the watch is woken. Throws NotDone when a letter may not be sent. */
export async function writeChange(
  tx: Tx,
  deps: ActDeps,
  {
    verb,
    ticket,
    change,
    actor,
  }: { readonly verb: Verb; readonly ticket: TicketRow; readonly change: Change; readonly actor: Actor },
  now: Instant,
): Promise<void> {
  const letter = await post(tx, deps, ticket, change, actor, now);
  const { elsewhere } = change;
  // What can be undone bears a mark: that of its letter, or of this turn of the ticket.
  const mark = letter ?? (elsewhere === undefined ? null : `${ticket.reference}-${ticket.version}`);
  const at = (happenings: Change['happenings']) =>
    happenings.map((happening) => ({ at: now, ...(mark === null ? {} : { mark }), ...happening }));
  // A ticket from before there were promises has none: they begin with the first that is done on it.
  const begin: Change['happenings'] =
    ticket.termsVersion === null && stageOf(ticket) !== 'shelved'
      ? [{ kind: 'accepted', level: ticket.suggestedLevel, at: now }]
      : [];
  await recordHappenings(
    tx,
    [
      { ticketId: ticket.id, events: [...begin.map((one) => ({ at: now, ...one })), ...at(change.happenings)] },
      ...(elsewhere === undefined ? [] : [{ ticketId: elsewhere.ticketId, events: at(elsewhere.happenings) }]),
    ],
    deps.terms,
    now,
  );
  await patchTicket(tx, ticket.id, change.patch ?? {});
  if (change.number !== undefined) await fileNumber(tx, change.number, actor.id, now);
  if (change.handed !== undefined) await deps.post.toPerson(tx, ticket, change.handed, actor, now);
  if (elsewhere !== undefined) await patchTicket(tx, elsewhere.ticketId, {});
  if (change.withdraw !== undefined) await withdrawLetter(tx, ticket.id, change.withdraw, actor.id, now);
  const line = (ticketId: string) => (entry: Change['journal'][number]) => ({
    ticketId,
    inboundId: null,
    actor: actor.id,
    entry: letter === null ? entry : { ...entry, detail: { ...entry.detail, letter } },
  });
  await writeJournal(
    tx,
    [...change.journal.map(line(ticket.id)), ...(elsewhere?.journal.map(line(elsewhere.ticketId)) ?? [])],
    new Date(now),
  );
  const offspring =
    change.offspring === undefined ? null : await separate(tx, deps, ticket, change.offspring, actor, now);
  const changed = (ticketId: string) => ({ type: 'ticket.changed', ticketId, act: verb, actor: actor.id }) as const;
  await tellWebhooks(
    tx,
    [
      changed(ticket.id),
      ...(elsewhere === undefined ? [] : [changed(elsewhere.ticketId)]),
      ...(offspring === null ? [] : [{ type: 'ticket.created', ticketId: offspring } as const]),
    ],
    now,
  );
  await tx.run(sql`select pg_notify('watch', '')`);
}

/** Puts letters into the outbox; the id of the one to the customer. */
async function post(
  tx: Tx,
  deps: ActDeps,
  ticket: TicketRow,
  { letter, call }: Change,
  actor: Actor,
  now: Instant,
): Promise<string | null> {
  const posted = letter === undefined ? null : await deps.post.toCustomer(tx, ticket, letter, actor, now);
  if (posted !== null && 'refused' in posted) throw new NotDone({ refused: 'undeliverable', why: posted.refused });
  if (call !== undefined) await deps.post.toRung(tx, ticket, call, actor, now);
  return posted?.id ?? null;
}

/** Puts items on a ticket of their own; both journals name the other. */
async function separate(
  tx: Tx,
  deps: ActDeps,
  from: TicketRow,
  items: NonNullable<Change['offspring']>,
  actor: Actor,
  now: Instant,
): Promise<string> {
  const opened = await splitOff(tx, { from, items, by: actor.id, terms: deps.terms }, now);
  const line = (ticketId: string, act: string, detail: Record<string, unknown>) => ({
    ticketId,
    inboundId: null,
    actor: actor.id,
    entry: { act, detail },
  });
  await writeJournal(
    tx,
    [
      line(from.id, 'split', { to: opened.reference, items: items.length }),
      line(opened.id, 'split_from', { from: from.reference, items: items.length }),
    ],
    new Date(now),
  );
  return opened.id;
}
