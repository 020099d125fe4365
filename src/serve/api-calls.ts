import { asNumber } from '../format/customers/numbers.ts';
import type { CallsDeps } from '../http/api/calls.ts';
import type { House } from '../serve.ts';
import { callLetter } from './call-letter.ts';

/** What the API makes calls into tickets with. */
export function apiCalls(house: House): Pick<CallsDeps, 'suggest' | 'acknowledge' | 'mailboxes' | 'asNumber'> {
  const { policy, settings } = house.loaded;
  return {
    suggest: (request) => house.process.suggest(request),
    acknowledge: callLetter(house),
    mailboxes: policy.mailboxes.map(({ id }) => id),
    asNumber: (typed) => asNumber(typed, settings.phone_country),
  };
}
