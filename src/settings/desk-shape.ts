import { z } from 'zod';
import { endpointProblem } from '../lib/oauth/endpoint.ts';
import { secret, words } from './kinds.ts';
import type { Path, Problem } from './problem.ts';

/*
 * The group of postroom.yaml that is about the pages for people: how they sign in.
 */

/** Of Microsoft, these stand for everybody's tenant, and whoever owns one writes into it what address they like. */
const ANYBODYS = /^https:\/\/login\.microsoftonline\.(?:com|us)\/(?:common|organizations|consumers)(?:\/|$)/u;
const CLAIM = 'use the name of a claim, such as email or preferred_username';

/** Who is somebody is asked of a provider of identities (OpenID Connect). */
const oidc = z.strictObject({
  /** stands on the button: "Sign in with …" */
  label: words(40),
  issuer: z.string().min(1),
  client_id: z.string().min(1),
  client_secret: secret,
  client_auth: z.enum(['post', 'basic']).default('post'),
  email_claim: z
    .string(CLAIM)
    .regex(/^[\w.:/-]{1,200}$/u, CLAIM)
    .default('email'),
  trust_unverified_email: z.boolean().default(false),
});

export const desk = z.strictObject({
  mail_links: z.boolean().default(true),
  oidc: oidc.nullable().default(null),
});

/** What no single key about signing in can say. */
export function deskProblems(
  { mail_links: links, oidc: provider }: z.output<typeof desk>,
  publicUrl: string | null,
): readonly Problem[] {
  if (provider === null)
    return links
      ? []
      : [{ path: ['desk', 'mail_links'], text: 'then nobody could sign in; give desk.oidc, or leave this out' }];
  const at = (key: string): Path => ['desk', 'oidc', key];
  const address = endpointProblem(provider.issuer);
  return [
    ...(address === null ? [] : [{ path: at('issuer'), text: address }]),
    ...(ANYBODYS.test(provider.issuer)
      ? [
          {
            path: at('issuer'),
            text: 'this lets in accounts of any office, with any address; put the id of your own tenant there',
          },
        ]
      : []),
    ...(URL.parse(provider.issuer)?.pathname.includes('/.well-known/') === true
      ? [{ path: at('issuer'), text: 'leave out /.well-known/ and what follows' }]
      : []),
    ...(provider.email_claim !== 'email' && !provider.trust_unverified_email
      ? [
          {
            path: at('email_claim'),
            text: 'providers vouch for the claim email alone (email_verified); if nobody can choose this one for themselves, say trust_unverified_email: true',
          },
        ]
      : []),
    ...(publicUrl === null
      ? [
          {
            path: ['public_url'] as Path,
            text: 'desk.oidc leads back to it; give the address of the desk, e.g. https://desk.example.com',
          },
        ]
      : []),
  ];
}
