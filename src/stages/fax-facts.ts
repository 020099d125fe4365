import { coverOf } from '../domain/fax/describe.ts';
import type { FaxCase, FaxFacts, NamedTicket } from '../domain/fax/facts.ts';
import { marksOnPages, referencesOnPages } from '../domain/fax/reference.ts';
import type { Address } from '../domain/message.ts';
import type { Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import type { Marks } from '../format/mark.ts';
import { knownTickets, senderFacts, type SenderFacts } from '../store/facts.ts';
import { customersOfNumber, earlierFaxes, faxesTo, sameFaxBefore, ticketsKnowing } from '../store/fax-facts.ts';
import type { Claimed } from '../store/inbound.ts';
import type { Tx } from '../store/sql.ts';

type Limits = Omit<Parameters<typeof senderFacts>[2], 'now'>;

/** Looks up everything that the decision on a fax may know, and what was sent to the contact who would be written to. */
export async function lookUpFax(
  tx: Tx,
  { item, fax }: { readonly item: Claimed; readonly fax: FaxCase },
  {
    marks,
    policy,
    limits,
    now,
  }: { readonly marks: Marks; readonly policy: Policy; readonly limits: Limits; readonly now: Instant },
): Promise<{ readonly fax: FaxFacts; readonly sending: SenderFacts | null }> {
  const { caller, told } = fax;
  const since = item.acceptedAt - Math.max(policy.fax.duplicateWithin, policy.fax.rejoinWithin);
  const earlier = await earlierFaxes(tx, { inboundId: item.id, caller, station: told.station, since });
  const sharing = caller === null ? [] : await customersOfNumber(tx, caller);
  const [only, another] = sharing;
  const one = another === undefined ? (only ?? null) : null;
  const contact = one === null ? null : contactOf(one.contacts, coverOf(fax).from);
  const customer = one?.customer ?? null;
  const named = await namedTickets(tx, fax, { marks, caller, customerId: customer?.id ?? null });
  const [sending = null] =
    contact === null
      ? []
      : await senderFacts(tx, [{ address: contact.address, acceptedAt: item.acceptedAt }], { ...limits, now });
  const sentToNumber = caller === null ? 0 : await faxesTo(tx, caller, now);
  const sameNotice = await sameFaxBefore(tx, item.id);
  return { fax: { earlier, sameNotice, named, customer, sharedBy: sharing.length, contact, sentToNumber }, sending };
}

/** Tickets that the fax names: by codes that are genuine, then by what is printed. */
async function namedTickets(
  tx: Tx,
  { reading }: FaxCase,
  {
    marks,
    caller,
    customerId,
  }: { readonly marks: Marks; readonly caller: string | null; readonly customerId: string | null },
): Promise<readonly NamedTicket[]> {
  if (reading === null) return [];
  const codes = marksOnPages(reading.barcodes).flatMap((code) => marks.verifyFaxMark(code)?.reference ?? []);
  const read = referencesOnPages(reading.pages.filter(({ needsHuman }) => !needsHuman));
  const wanted: { reference: string; by: NamedTicket['by'] }[] = [
    ...codes.map((reference) => ({ reference, by: 'code' as const })),
    ...read.map(({ reference, exact }) => ({ reference, by: exact ? ('printed' as const) : ('guessed' as const) })),
  ];
  if (wanted.length === 0) return [];
  const tickets = await knownTickets(tx, {
    references: [...new Set(wanted.map(({ reference }) => reference))],
    ids: [],
  });
  const ids = tickets.map(({ ticketId }) => ticketId);
  const knowing = await ticketsKnowing(tx, ids, { caller, customerId });
  return wanted.flatMap(({ reference, by }) => {
    const ticket = tickets.find(({ name }) => name === reference);
    if (ticket === undefined) return [];
    const { ticketId, state, resolvedAt } = ticket;
    return [{ ticketId, reference: ticket.reference, state, resolvedAt, by, fitsSender: knowing.has(ticketId) }];
  });
}

/** Whom an answer by mail may go to: the contact whose number it is, or the one whom the cover names, or the only one. */
function contactOf(
  contacts: readonly (Address & { readonly hasNumber: boolean })[],
  from: string | null,
): Address | null {
  const sender = from?.toLowerCase() ?? '';
  const found =
    contacts.find(({ hasNumber }) => hasNumber) ??
    contacts.find(({ name }) => name !== '' && sender.includes(name.toLowerCase())) ??
    (contacts.length === 1 ? contacts[0] : undefined);
  return found === undefined ? null : { name: found.name, address: found.address };
}
