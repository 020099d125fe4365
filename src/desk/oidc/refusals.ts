import type { FastifyReply } from 'fastify';
import { html } from '../../lib/html.ts';
import type { OidcTrouble } from '../../lib/oidc/fault.ts';
import { renderBare } from '../frame.ts';
import { providerPath } from '../sign-in/page.ts';

/** Why somebody was not signed in, as they are told. */
export type Refusal = {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  /** whether another account could help */
  readonly other?: true;
};

export const REFUSALS = {
  stale: (): Refusal => ({
    status: 410,
    title: 'This sign-in is too old',
    text: 'It took longer than ten minutes, was used already, or was begun in another window or browser.',
  }),
  nameless: (label: string): Refusal => ({
    status: 403,
    title: 'No address was told',
    text: `${label} did not say which address you have. Whoever runs this desk can mend it: desk.oidc.email_claim.`,
  }),
  unverified: (label: string): Refusal => ({
    status: 403,
    title: 'Your address is not confirmed',
    text: `${label} does not vouch that the address of your account is yours. Confirm it there, then sign in again.`,
    other: true,
  }),
  unknown: (label: string, address: string): Refusal => ({
    status: 403,
    title: 'Nobody of this desk',
    text: `${label} knows you as ${address}, and nobody of this desk has that address. Ask whoever runs this desk to write it into people.yaml.`,
    other: true,
  }),
} as const;

/** The same for what went wrong on the way. */
export function troubleWith(trouble: OidcTrouble, label: string): Refusal {
  switch (trouble) {
    case 'down':
      return { status: 503, title: 'Not now', text: `${label} does not answer. Try again in a minute.` };
    case 'denied':
      return { status: 403, title: 'You were not signed in', text: `${label} signed nobody in. You can try again.` };
    case 'settings':
      return {
        status: 502,
        title: 'Signing in is not set up right',
        text: `${label} does not accept what this desk asks. Whoever runs this desk finds the reason in the log.`,
      };
    case 'untrue':
      return {
        status: 400,
        title: 'This sign-in cannot be trusted',
        text: `What came back does not belong to what was asked of ${label}, so nobody was signed in. Try again.`,
      };
    default:
      return trouble satisfies never;
  }
}

/** Tells it, with the ways on. */
export function refuse(reply: FastifyReply, { status, title, text, other }: Refusal, to: string): FastifyReply {
  const page = html`<h1>${title}</h1>
    <p role="alert">${text}</p>
    ${other === true ? html`<p><a class="button main" href="${providerPath(to, true)}">Use another account</a></p>` : null}
    <p><a href="${to === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`}">Sign in again</a></p>`;
  return reply.code(status).type('text/html; charset=utf-8').send(renderBare(title, page));
}
