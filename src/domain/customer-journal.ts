import { isOutside, type TicketCustomer } from './customer.ts';
import type { Entry } from './decision.ts';
import type { Trust } from './trust.ts';

/** What the journal says of whose a request is: how the customer was found, and why it comes from outside an agreement. Nothing where no customers are known. */
export function customerEntries(found: TicketCustomer, trust: Trust): readonly Entry[] {
  const { customer, cover, sure } = found;
  const entries: Entry[] = [];
  if (customer !== null) {
    const { id, name, by } = customer;
    const reason = sure ? howFound(by) : `${howFound(by)}; only claimed, since the sender is not verified`;
    entries.push({ act: 'customer_found', detail: { customer: id, name, by: nameOf(by), sure, cover, reason } });
  }
  if (isOutside(cover)) entries.push({ act: 'outside_agreement', detail: { cover, reason: whyOutside(found, trust) } });
  return entries;
}

type By = NonNullable<TicketCustomer['customer']>['by'];

function nameOf(by: By): string {
  return typeof by === 'string' ? by : 'domain' in by ? 'domain' : 'number';
}

function howFound(by: By): string {
  if (by === 'call') return 'it was said on the telephone';
  if (by === 'address') return 'the address is that of a contact';
  return 'domain' in by ? `${by.domain} is a domain of this customer` : `${by.number} is a number of this customer`;
}

function whyOutside({ customer, cover }: TicketCustomer, trust: Trust): string {
  if (customer === null)
    return trust === 'failed'
      ? 'the sender failed the check of our mail server, and is taken for nobody’s'
      : 'no customer has this address or its domain';
  const { number, from, until } = customer.agreement;
  const agreement = `the agreement${number === null ? '' : ` ${number}`}`;
  if (cover === 'expired') return `${agreement} ended with ${until}`;
  return cover === 'not_yet' ? `${agreement} begins on ${from}` : 'no agreement of this customer is known';
}
