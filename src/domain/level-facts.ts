import { customerOf, type CustomerSystem } from './customer.ts';
import type { Facts } from './decision.ts';
import type { RequestFacts } from './priority/weigh.ts';
import type { Trust } from './trust.ts';

/** What the vendor knows of a request besides its words, and the rules may weigh: of its customer, unless the sender's address is false. */
export function factsForLevel(facts: Facts, trust: Trust): RequestFacts {
  const { customer } = customerOf(facts, trust, facts.day);
  return {
    goLive: nextGoLive(customer?.systems ?? [], facts.day),
    received: facts.day,
    openTickets: customer === null ? [] : facts.openTickets,
    faxConfidence: null,
  };
}

/** The same of a call: its customer was named, and two questions were asked straight out. */
export function factsOfCall(
  { customer, openTickets }: Pick<Facts, 'customer' | 'openTickets'>,
  day: string,
  said: RequestFacts['said'] | null,
): RequestFacts {
  return {
    goLive: nextGoLive(customer?.systems ?? [], day),
    received: day,
    openTickets,
    faxConfidence: null,
    ...(said == null ? {} : { said }),
  };
}

/** The next day on which a system goes live. ISO dates are in the order of their letters; a system whose day is past is a live one. */
function nextGoLive(systems: readonly CustomerSystem[], day: string): string | null {
  const [next = null] = systems.flatMap(({ goLive }) => (goLive !== null && goLive >= day ? [goLive] : [])).toSorted();
  return next;
}
