import type { Entry } from '../domain/decision.ts';
import type { Verb } from '../domain/lifecycle.ts';
import type { Level } from '../domain/level.ts';
import type { Standing } from '../domain/promise/derive.ts';
import type { Happening } from '../domain/promise/event.ts';
import type { Role, Staff } from '../domain/staff.ts';
import type { Instant } from '../domain/time.ts';
import type { TicketItem } from '../store/split.ts';
import type { TicketRow } from '../store/tickets.ts';
import type { WrittenLetter } from '../store/undo.ts';

/** Who does it. */
export type Actor = { readonly id: string; readonly name: string; readonly roles: readonly Role[] };

/** Who acts when a customer does, on the page of their request. */
export const CUSTOMER = 'customer';

/** A letter to the customer that an act asks for; who writes acts' letters (format/) words and addresses it. */
export type CustomerLetter = {
  readonly kind: 'question' | 'reply' | 'resolution' | 'workaround' | 'commitment';
  /** what the person wrote, plain text */
  readonly text: string;
};

/** Somebody of the office who is to be told at once, day or night. */
export type StaffCall = {
  readonly kind: 'escalated';
  readonly rung: number;
  readonly by: 'customer' | 'staff';
  readonly reason: string;
};

/** What an act changes. Everything is written in one transaction, or nothing. */
export type Change = {
  /** at the instant of the act, unless they say another */
  readonly happenings: readonly (Happening & { readonly at?: Instant })[];
  /** columns that are no clock's business */
  readonly patch?: {
    readonly bucket?: 'desk' | 'junk';
    /** id of who confirmed the level */
    readonly confirmedBy?: string;
    readonly assignee?: string | null;
    readonly committedFor?: string;
    /** id of the ticket that goes on; null: it goes on itself */
    readonly mergedInto?: string | null;
    /** null: nobody's */
    readonly customerId?: string | null;
  };
  /** under whom faxes from a number are filed from now on; null: as the list of customers says */
  readonly number?: { readonly number: string; readonly customerId: string | null };
  readonly journal: readonly Entry[];
  readonly letter?: CustomerLetter;
  readonly call?: StaffCall;
  /** id of somebody who was given the ticket by another, and must hear of it */
  readonly handed?: string;
  /** what to do on another ticket in the same transaction (a merge) */
  readonly elsewhere?: {
    readonly ticketId: string;
    readonly happenings: readonly Happening[];
    readonly journal: readonly Entry[];
  };
  /** a letter that is not to go out after all */
  readonly withdraw?: WrittenLetter;
  /** what is to have a ticket of its own, oldest first */
  readonly offspring?: readonly TicketItem[];
  /** one sentence: what is so now */
  readonly words: string;
};

/** An act that is not done: the rule that forbids it, and a sentence that says what to do. */
export type Refusal = { readonly refused: string; readonly why: string };

/** What an act may know. */
export type Scene = {
  readonly ticket: TicketRow;
  /** the confirmed level, or the suggested one */
  readonly level: Level;
  readonly standing: Pick<Standing, 'escalatedTo'>;
  readonly actor: Actor;
  readonly staff: Staff;
  readonly now: Instant;
  /** the customer that the input names, and the number of the ticket's fax; null where there is none */
  readonly filing: {
    readonly customer: { readonly id: string; readonly name: string } | null;
    readonly number: string | null;
  };
  /** the other ticket that the input names, locked as well; null when there is none of that number */
  readonly other: TicketRow | null;
  /** the mark of what is to be undone */
  readonly mark: string | null;
  /** the letter that the input names */
  readonly letter: WrittenLetter | null;
  /** what came in on the ticket, oldest first */
  readonly items: readonly TicketItem[];
};

/** One verb: pure, decided in its own file; carried out by perform(). */
export type Act<Input> = {
  readonly verb: Verb;
  /** roles that may do it; a person needs one of them */
  readonly roles: readonly Role[];
  readonly decide: (scene: Scene, input: Input) => Change | Refusal;
  /** name of a customer that the input speaks of */
  readonly customer?: (input: Input) => string | null;
  /** reference of another ticket that the input speaks of */
  readonly other?: (input: Input) => string | null;
  /** the kind of event that it undoes */
  readonly undoes?: 'merged';
  /** id of a letter that the input speaks of */
  readonly letter?: (input: Input) => string;
  /** whether it must know what came in on the ticket */
  readonly items?: true;
};

/** A person of the settings as somebody who does things; null when nobody has this id. */
export function actorOf({ people }: Staff, id: string): Actor | null {
  const person = people.find((one) => one.id === id);
  return person === undefined ? null : { id, name: person.name, roles: person.roles };
}

/** Not done, by which rule and why. */
export function refuse(refused: string, why: string): Refusal {
  return { refused, why };
}
