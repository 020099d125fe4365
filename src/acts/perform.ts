import { refusal, stageOf, type Verb } from '../domain/lifecycle.ts';
import type { Staff } from '../domain/staff.ts';
import { SECOND, type Instant } from '../domain/time.ts';
import type { TicketEvent } from '../domain/webhook.ts';
import { writeJournal } from '../store/journal.ts';
import { escalatedTo } from '../store/events.ts';
import { recordHappenings } from '../store/promises.ts';
import { sql, transaction, type Db, type Tx } from '../store/sql.ts';
import type { TermsBook } from '../store/terms.ts';
import { tellWebhooks } from '../store/webhooks.ts';
import { fileNumber, filingOf } from '../store/filing.ts';
import { lockTickets, patchTicket, type TicketRow } from '../store/tickets.ts';
import type { Act, Actor, Change, CustomerLetter, Refusal, StaffCall } from './act.ts';

/** Writes the letters that an act asks for into the outbox; a refusal (the address bounced) is told, and the act is not done. */
export type ActPost = {
  toCustomer(tx: Tx, ticket: TicketRow, letter: CustomerLetter, actor: Actor, now: Instant): Promise<string | null>;
  toPerson(tx: Tx, ticket: TicketRow, person: string, actor: Actor, now: Instant): Promise<void>;
  toRung(tx: Tx, ticket: TicketRow, call: StaffCall, actor: Actor, now: Instant): Promise<void>;
};

export type ActDeps = {
  readonly db: Db;
  readonly terms: TermsBook;
  readonly staff: Staff;
  readonly post: ActPost;
  readonly now: () => Instant;
};

/** What became of an act. `refused` names the rule: unknown_ticket, not_allowed, illegal_move, changed_meanwhile, undeliverable, or the act's own. */
export type Performed =
  | { readonly done: true; readonly reference: string; readonly version: number; readonly words: string }
  | { readonly done: false; readonly refused: string; readonly why: string };

/** On which ticket, by whom, and on what view of it. */
export type About = {
  readonly reference: string;
  readonly actor: Actor;
  /** the version on which the person decided; when the ticket moved on since, nothing is done */
  readonly seenVersion?: number | null | undefined;
  /**
   * Asked when the act is decided and nothing of it is written yet, the ticket locked: a refusal ends it. What it writes
   * is written together with the act, or not at all. `words`: what will be so.
   */
  readonly within?: ((tx: Tx, ticket: TicketRow, words: string) => Promise<Refusal | null>) | undefined;
};

/**
 * Does one act on one ticket: lock, ask whether the move is allowed, decide, then clocks, letters and journal in one
 * transaction.
 */
export async function perform<Input>(deps: ActDeps, act: Act<Input>, about: About, input: Input): Promise<Performed> {
  const { actor } = about;
  const reference = about.reference.toUpperCase();
  if (!actor.roles.some((role) => act.roles.includes(role)))
    return no(
      'not_allowed',
      `${act.verb} is for the roles ${act.roles.join(', ')}; ${actor.name} has ${actor.roles.join(', ') || 'none'}`,
    );
  const otherReference = act.other?.(input)?.toUpperCase() ?? null;
  try {
    return await transaction(deps.db, async (tx): Promise<Performed> => {
      const locked = await lockTickets(tx, [reference, ...(otherReference === null ? [] : [otherReference])]);
      const ticket = locked.find((one) => one.reference === reference);
      if (ticket === undefined)
        return no('unknown_ticket', `there is no ticket ${reference}; look at its number again`);
      if (typeof about.seenVersion === 'number' && about.seenVersion !== ticket.version)
        return no(
          'changed_meanwhile',
          `the ticket changed since you looked (version ${ticket.version}, not ${about.seenVersion}); look again, then decide`,
        );
      const illegal = refusal(stageOf(ticket), act.verb);
      if (illegal !== null) return no('illegal_move', illegal);
      const now = Math.floor(deps.now() / SECOND) * SECOND;
      const change = act.decide(
        {
          ticket,
          level: ticket.confirmedLevel ?? ticket.suggestedLevel,
          standing: { escalatedTo: await escalatedTo(tx, ticket.id) },
          actor,
          staff: deps.staff,
          now,
          filing: act.customer === undefined ? NO_FILING : await filingOf(tx, ticket.id, act.customer(input)),
          other: locked.find((one) => one.reference === otherReference && one !== ticket) ?? null,
        },
        input,
      );
      if ('refused' in change) return no(change.refused, change.why);
      const held = (await about.within?.(tx, ticket, change.words)) ?? null;
      if (held !== null) throw new NotDone(held);
      await write(tx, deps, ticket, change, actor, now);
      await tellWebhooks(tx, changed(act.verb, actor, [ticket.id, change.elsewhere?.ticketId]), now);
      return { done: true, reference, version: ticket.version + 1, words: change.words };
    });
  } catch (error) {
    if (error instanceof NotDone) return no(error.refusal.refused, error.refusal.why);
    throw error;
  }
}

const NO_FILING = { customer: null, number: null };

/** Rolls back an act of which something may be written already. */
class NotDone extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.why);
    this.refusal = refusal;
  }
}

async function write(
  tx: Tx,
  deps: ActDeps,
  ticket: TicketRow,
  change: Change,
  actor: Actor,
  now: Instant,
): Promise<void> {
  const at = (happenings: Change['happenings']) => happenings.map((happening) => ({ at: now, ...happening }));
  if (change.letter !== undefined) {
    const refused = await deps.post.toCustomer(tx, ticket, change.letter, actor, now);
    if (refused !== null) throw new NotDone({ refused: 'undeliverable', why: refused });
  }
  if (change.call !== undefined) await deps.post.toRung(tx, ticket, change.call, actor, now);
  const { elsewhere } = change;
  // A ticket from before there were promises has none: they begin with the first that is done on it.
  const begin: Change['happenings'] =
    ticket.termsVersion === null && stageOf(ticket) !== 'shelved'
      ? [{ kind: 'accepted', level: ticket.suggestedLevel }]
      : [];
  await recordHappenings(
    tx,
    [
      { ticketId: ticket.id, events: at([...begin, ...change.happenings]) },
      ...(elsewhere === undefined ? [] : [{ ticketId: elsewhere.ticketId, events: at(elsewhere.happenings) }]),
    ],
    deps.terms,
    now,
  );
  await patchTicket(tx, ticket.id, change.patch ?? {});
  if (change.number !== undefined) await fileNumber(tx, change.number, actor.id, now);
  if (change.handed !== undefined) await deps.post.toPerson(tx, ticket, change.handed, actor, now);
  if (elsewhere !== undefined) await patchTicket(tx, elsewhere.ticketId, {});
  const line = (ticketId: string) => (entry: Change['journal'][number]) => ({
    ticketId,
    inboundId: null,
    actor: actor.id,
    entry,
  });
  await writeJournal(
    tx,
    [...change.journal.map(line(ticket.id)), ...(elsewhere?.journal.map(line(elsewhere.ticketId)) ?? [])],
    new Date(now),
  );
  await tx.run(sql`select pg_notify('watch', '')`);
}

function changed(act: Verb, actor: Actor, ticketIds: readonly (string | undefined)[]): readonly TicketEvent[] {
  return ticketIds.flatMap((ticketId) =>
    ticketId === undefined ? [] : [{ type: 'ticket.changed' as const, ticketId, act, actor: actor.id }],
  );
}

function no(refused: string, why: string): Performed {
  return { done: false, refused, why };
}
