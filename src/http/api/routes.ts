import type { z } from 'zod';
import { VERBS, type Verb } from '../../domain/lifecycle.ts';
import { CALL, INPUTS } from './inputs.ts';
import type { OUTPUTS } from './outputs.ts';
import { ITEMS, LIST, WHY } from './queries.ts';

/*
 * Every address below /api, for the description (openapi.ts). A test holds it against what the server really has.
 */

/** One call, as it is described. */
export type Described = {
  /** its name in programs that are made of the description */
  readonly id: string;
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly says: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** an answer of outputs.ts, or the type of a file */
  readonly answers: keyof typeof OUTPUTS | { readonly file: string } | 'description';
  /** codes that it is refused with, besides those that every call is */
  readonly refuses: readonly string[];
};

const READING: readonly Described[] = [
  {
    id: 'listTickets',
    method: 'get',
    path: '/tickets',
    says: 'Tickets, what is due next first',
    query: LIST,
    answers: 'TicketList',
    refuses: ['malformed'],
  },
  {
    id: 'getTicket',
    method: 'get',
    path: '/tickets/{reference}',
    says: 'Everything about one ticket: the newest 100 mails each way, the newest 500 lines of its journal',
    answers: 'Ticket',
    refuses: ['unknown_ticket'],
  },
  {
    id: 'getWhy',
    method: 'get',
    path: '/tickets/{reference}/why/{metric}',
    says: 'How a due came about',
    query: WHY,
    answers: 'Why',
    refuses: ['malformed', 'unknown_ticket', 'no_clock'],
  },
  {
    id: 'listFaxes',
    method: 'get',
    path: '/tickets/{reference}/faxes',
    says: 'The faxes of a ticket',
    answers: 'FaxList',
    refuses: ['unknown_ticket'],
  },
  {
    id: 'getFaxPage',
    method: 'get',
    path: '/faxes/{id}/pages/{n}',
    says: 'A page of a fax, upright',
    answers: { file: 'image/png' },
    refuses: ['not_found'],
  },
  {
    id: 'getFaxPdf',
    method: 'get',
    path: '/faxes/{id}/pdf',
    says: 'All pages of a fax',
    answers: { file: 'application/pdf' },
    refuses: ['not_found'],
  },
  {
    id: 'getFaxDocument',
    method: 'get',
    path: '/faxes/{id}/document',
    says: 'The document of a fax as it came, to be saved',
    answers: { file: 'application/octet-stream' },
    refuses: ['not_found'],
  },
  {
    id: 'listItems',
    method: 'get',
    path: '/items',
    says: 'Everything that ever came in, newest first, and what became of it',
    query: ITEMS,
    answers: 'ItemList',
    refuses: ['malformed'],
  },
  {
    id: 'getItem',
    method: 'get',
    path: '/items/{id}',
    says: 'Something that came in, with its lines in the journal',
    answers: 'Item',
    refuses: ['unknown_item'],
  },
  {
    id: 'getItemRaw',
    method: 'get',
    path: '/items/{id}/raw',
    says: 'The bytes as they came',
    answers: { file: 'application/octet-stream' },
    refuses: ['unknown_item', 'not_kept'],
  },
  {
    id: 'ticketItem',
    method: 'post',
    path: '/items/{id}/ticket',
    says: 'Makes a ticket of what was ignored, within seconds; its promises count from when it came in',
    answers: 'ItemDone',
    refuses: ['unknown_item', 'illegal_move'],
  },
  {
    id: 'replayItem',
    method: 'post',
    path: '/items/{id}/replay',
    says: 'Has it worked again by the rules of today, within seconds',
    answers: 'ItemDone',
    refuses: ['unknown_item', 'illegal_move'],
  },
  {
    id: 'takeCall',
    method: 'post',
    path: '/calls',
    says: 'Writes down a call by telephone: a ticket whose promises count from when the call began',
    body: CALL,
    answers: 'Done',
    refuses: ['malformed', 'unknown_customer', 'unknown_mailbox', 'not_kept_as_is', 'key_reused'],
  },
  {
    id: 'getDescription',
    method: 'get',
    path: '/openapi.json',
    says: 'This description',
    answers: 'description',
    refuses: [],
  },
];

/** What each verb does, and what it refuses by itself (docs/api.md). */
const ACTING: Readonly<Record<Verb, readonly [says: string, ...refuses: string[]]>> = {
  take: ['Makes the ticket yours', 'already_so'],
  assign: ['Gives it to a person, or to nobody', 'unknown_person', 'already_so'],
  level: ['Confirms or changes the level', 'already_so', 'reason_needed', 'note_needed'],
  contact: ['Logs a call to the customer', 'number_needed'],
  ask: ['Asks the customer by mail; update and resolution stand until the answer', 'text_needed', 'undeliverable'],
  resume: ['Ends the waiting without an answer'],
  reply: ['Writes to the customer', 'text_needed', 'undeliverable'],
  note: ['Notes something for colleagues; the customer never sees it', 'text_needed'],
  onsite: ['Keeps track of a visit', 'note_needed', 'who_and_date_needed'],
  workaround: ['Offers a way around the problem, by mail', 'text_needed', 'undeliverable'],
  commit: ['Level 5: names the release that brings the solution, by mail', 'level', 'release_needed', 'undeliverable'],
  resolve: ['Resolves; the text goes to the customer unless `tell` is false', 'text_needed', 'undeliverable'],
  reopen: ['Opens a resolved ticket again', 'note_needed'],
  escalate: ['Calls a rung of the ladder at once, the next one if none is named', 'reason_needed', 'no_such_rung'],
  seen: ['Says that a rung takes care; repeats to it stop, clocks do not', 'no_such_rung'],
  merge: ['Merges this ticket into another, which keeps the earlier start', 'itself', 'unknown_into'],
  unmerge: ['Undoes a merge: both tickets go on as if it had never been', 'not_merged_there', 'too_old'],
  split: [
    'Gives some items of this ticket a ticket of their own',
    'items_needed',
    'unknown_item',
    'nothing_left',
    'by_phone',
  ],
  unsend: ['Calls a letter to the customer back that has not gone out', 'unknown_letter', 'too_late'],
  release: ['Takes a ticket out of junk or bulk'],
  shelve: ['Puts it into junk: not ours; nothing is owed until it is released', 'reason_needed'],
  file: ['Says whose a ticket is', 'unknown_customer', 'no_number', 'already_so'],
};

/** What any act may be refused for. */
const ANY_ACT = ['malformed', 'unknown_ticket', 'illegal_move', 'changed_meanwhile', 'key_reused'];

/** Every call of the API. */
export const ROUTES: readonly Described[] = [
  ...READING,
  ...VERBS.map((verb): Described => {
    const [says, ...refuses] = ACTING[verb];
    return {
      id: `${verb}Ticket`,
      method: 'post',
      path: `/tickets/{reference}/${verb}`,
      says,
      body: INPUTS[verb],
      answers: 'Done',
      refuses: [...ANY_ACT, ...refuses],
    };
  }),
];
