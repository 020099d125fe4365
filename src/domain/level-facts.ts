import { customerOf } from './customer.ts';
import type { Facts } from './decision.ts';
import type { RequestFacts } from './priority/weigh.ts';
import type { Trust } from './trust.ts';

/** What the vendor knows of a request besides its words, and the rules may weigh: of its customer, unless the sender's address is false. */
export function factsForLevel(facts: Facts, trust: Trust): RequestFacts {
  const { customer } = customerOf(facts, trust, facts.day);
  // ISO dates are in the order of their letters. A system whose day is past is a live one.
  const [next = null] = (customer?.systems ?? [])
    .flatMap(({ goLive }) => (goLive !== null && goLive >= facts.day ? [goLive] : []))
    .toSorted();
  return {
    goLive: next,
    received: facts.day,
    openTickets: customer === null ? [] : facts.openTickets,
    faxConfidence: null,
  };
}
