import type { OutgoingFax } from '../domain/outgoing.ts';
import type { Log } from '../lib/log.ts';
import type { FaxSettings } from '../settings/fax-shape.ts';
import type { Attempt, Outlet } from './port.ts';
import { outcomeOfAnswer, outcomeWithoutAnswer } from './sms-outcome.ts';
import { accountUrl, request } from './sms-request.ts';

/** How long one request may take, ms; the service takes a fax into its queue within a second, or is ill. */
const PATIENCE_MS = 30_000;

/** Where SignalWire keeps the contract that Twilio once had, below the address of one's space. */
const CONTRACT = '/api/laml';

/**
 * Hands faxes to a service that speaks the contract which was Twilio's: one POST to its Faxes resource. It fetches the pages
 * from us, at `media`, and tells at `status` what became of them. Nothing is thrown; every failure is an outcome.
 */
export function faxOutlet(
  settings: NonNullable<FaxSettings['send']>,
  addresses: { readonly media: (id: string) => string; readonly status: (id: string) => string },
  log: Log,
  patienceMs: number = PATIENCE_MS,
): Outlet<OutgoingFax> {
  const account = {
    account_sid: settings.project,
    auth_token: settings.token,
    from: settings.from,
    api_url: `${settings.api_url.replace(/\/+$/u, '')}${CONTRACT}`,
  };
  const url = accountUrl(account, '/Faxes.json');

  return Object.freeze({
    name: 'fax',

    async send({ id, to }: OutgoingFax, signal: AbortSignal): Promise<Attempt> {
      const form = new URLSearchParams({
        To: to,
        From: settings.from,
        MediaUrl: addresses.media(id),
        StatusCallback: addresses.status(id),
        Quality: 'fine',
      });
      let begun = false;
      let attempt: Attempt;
      try {
        const until = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
        attempt = outcomeOfAnswer(await request(account, { url, form, signal: until, begun: () => (begun = true) }));
      } catch (error) {
        attempt = outcomeWithoutAnswer(error, begun);
      }
      if (attempt.outcome !== 'sent') log.debug({ outlet: 'fax', item: id, ...attempt }, 'a fax was not handed over');
      return attempt;
    },

    async close(): Promise<void> {},
  });
}
