import { refusal, stageOf } from '../domain/lifecycle.ts';
import type { Staff } from '../domain/staff.ts';
import { SECOND, type Instant } from '../domain/time.ts';
import { transaction, type Db, type Tx } from '../store/sql.ts';
import type { TermsBook } from '../store/terms.ts';
import { lockTickets, type TicketRow } from '../store/tickets.ts';
import type { Act, Actor, CustomerLetter, Refusal, StaffCall } from './act.ts';
import { sceneOf } from './scene.ts';
import { NotDone, writeChange } from './write.ts';

/** The id of a letter in the outbox, or why it may not be sent (the address bounced): the act is then not done. */
export type Posted = { readonly id: string } | { readonly refused: string };

/** Writes the letters that an act asks for into the outbox. */
export type ActPost = {
  toCustomer(tx: Tx, ticket: TicketRow, letter: CustomerLetter, actor: Actor, now: Instant): Promise<Posted>;
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
      const other = locked.find((one) => one.reference === otherReference && one !== ticket) ?? null;
      const scene = await sceneOf(tx, act, input, { ticket, other, actor, staff: deps.staff, now });
      const change = act.decide(scene, input);
      if ('refused' in change) return no(change.refused, change.why);
      const held = (await about.within?.(tx, ticket, change.words)) ?? null;
      if (held !== null) throw new NotDone(held);
      await writeChange(tx, deps, { verb: act.verb, ticket, change, actor }, now);
      return { done: true, reference, version: ticket.version + 1, words: change.words };
    });
  } catch (error) {
    if (error instanceof NotDone) return no(error.refusal.refused, error.refusal.why);
    throw error;
  }
}

function no(refused: string, why: string): Performed {
  return { done: false, refused, why };
}
