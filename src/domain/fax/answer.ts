import { silent, type Facts } from '../decision.ts';
import { gate, type Answer } from '../gate.ts';
import type { Message } from '../message.ts';
import type { Policy } from '../policy.ts';
import { HOUR, type Instant } from '../time.ts';
import { coverOf, isWhole } from './describe.ts';
import type { FaxCase, FaxFacts } from './facts.ts';
import { isWithheld } from './number.ts';
import { FAX_TRUST } from './suggest.ts';

/** How the sender hears of it: by mail where an address is known, by fax where that is set up, else by being called back. */
export function faxAnswer({
  fax,
  message,
  facts,
  policy,
  now,
}: {
  readonly fax: FaxCase;
  readonly message: Message;
  readonly facts: Facts & { readonly fax: FaxFacts };
  readonly policy: Policy;
  readonly now: Instant;
}): Answer {
  const { contact, customer, sentToNumber } = facts.fax;
  if (facts.quiet !== null) return silent('quiet', 'the item is to be worked without an answer');
  if (!isWhole(fax))
    return silent('incomplete', 'what did not come whole is not acknowledged; it is called back about');
  if (contact !== null)
    return gate({
      message: { ...message, from: [contact], replyTo: [] },
      verdict: { kind: 'human', reason: 'a fax', silence: null, spam: null },
      trust: FAX_TRUST,
      quiet: facts.quiet,
      acceptedAt: facts.acceptedAt,
      sending: facts.sending,
      policy,
      now,
    });
  const { answersPerNumberDay: most } = policy.fax;
  const callBack = (reason: string): Answer => silent('call_back', `${reason}; it is answered by the call`);
  if (most === null) return callBack('no mail address is known, and answering by fax is not set up');
  if (!policy.acknowledge.enabled) return silent('off', 'acknowledgements are switched off');
  if (isWithheld(fax.caller) || !/^\+[1-9]\d{6,14}$/u.test(fax.caller!)) return callBack('its number is not told');
  if (customer === null) return callBack('its number is no known customer’s');
  if (now - facts.acceptedAt > policy.acknowledge.maxAge)
    return callBack(`it arrived more than ${Math.round(policy.acknowledge.maxAge / HOUR)} hours ago`);
  if (sentToNumber >= most) return callBack(`${sentToNumber} faxes went to this number within a day, the limit`);
  return { send: 'fax', number: fax.caller!, name: coverOf(fax).from ?? fax.told.callerName ?? '' };
}
