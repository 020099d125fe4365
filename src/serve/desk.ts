import type { FastifyInstance } from 'fastify';
import { deskRoutes } from '../desk/routes.ts';
import type { HealthFacts } from '../domain/health.ts';
import { MINUTE } from '../domain/time.ts';
import { asNumber, regionOf } from '../format/customers/numbers.ts';
import { createShowing } from '../format/email/showing.ts';
import { signInLetter } from '../format/letter/sign-in.ts';
import { addressing } from '../format/outgoing.ts';
import type { House } from '../serve.ts';
import { callLetter } from './call-letter.ts';
import { deskRules } from './desk-rules.ts';
import { signInWays } from './sign-in-ways.ts';
import { enqueue } from '../store/outbox.ts';

/** The desk, wired to a house; closed together with it. */
export function openDesk(
  house: House,
  health: () => Promise<HealthFacts>,
): { readonly routes: (app: FastifyInstance) => void; close(): Promise<void> } {
  const { loaded, acts, blobs, log } = house;
  const { policy, settings } = loaded;
  const address = addressing({ policy, marks: house.process.marks });
  const open = createShowing({ log });
  const routes = deskRoutes({
    acts,
    blobs,
    policy,
    publicUrl: settings.public_url?.replace(/\/$/u, '') ?? null,
    phoneCountry: settings.phone_country,
    regionOf,
    asNumber: (typed) => asNumber(typed, settings.phone_country),
    suggest: (request) => house.process.suggest(request),
    acknowledge: callLetter(house),
    rules: deskRules(house),
    signIn: signInWays(settings.desk, log),
    async mailSignIn(tx, id, url, until, now) {
      const person = policy.staff.people.find((one) => one.id === id)!;
      const mailbox = policy.mailboxes[0]!;
      const minutes = Math.round((until - now) / MINUTE);
      const words = signInLetter({ name: person.name, house: mailbox.name || mailbox.address, url, minutes });
      const to = { name: person.name, address: person.address };
      const { id: row, mail } = address({ kind: 'sign_in', mailbox: mailbox.id, reference: null, to, ...words, now });
      const about = { ticketId: null, inboundId: null, mailbox: mailbox.id, dedupeKey: row, notBefore: now };
      await enqueue(tx, [{ id: row, mail, outlet: 'mail', ...about }], now);
    },
    open,
    health,
    log,
  });
  return { routes, close: () => open.close() };
}
