import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HOUR, MINUTE } from '../domain/time.ts';
import { html, type Html } from '../lib/html.ts';
import { sentenceOf } from '../lib/fault.ts';
import { endSession, keepSignIn, signInOf, signInsSince, useSignIn } from '../store/desk/sessions.ts';
import { transaction } from '../store/sql.ts';
import { bare } from './bare.ts';
import type { DeskDeps } from './desk.ts';
import { renderBare } from './frame.ts';
import { hashOf, isField, isFromElsewhere, newToken, type Cookies } from './guard.ts';
import { oidcRoutes } from './oidc/routes.ts';
import { beginFor } from './sign-in/begin.ts';
import { countLinks, limitTries, LINKS_AN_HOUR, tooOften } from './sign-in/limits.ts';
import { signInPage } from './sign-in/page.ts';
import { pathOf } from './sign-in/path.ts';

/** A link to sign in is good for so long: long enough for a mail that waits in greylisting. */
const LINK_MS = 20 * MINUTE;
/** So long the page to sign in waits for a provider to say that it is there, ms. */
const LOOK_MS = 1_500;
/**
 * Signing in by a link in a mail, or at a provider of identities: no passwords are kept. The answer to "send me a link" is the same whoever asks. GET of
 * a link only shows its button, for scanners of mail follow every link; its POST begins the session, once.
 */
export function signInRoutes(app: FastifyInstance, deps: DeskDeps, cookies: Cookies): void {
  const { db, staff } = deps.acts;
  const { mailLinks, provider } = deps.signIn;
  const waitFor = countLinks();
  const isForeign = (request: FastifyRequest): boolean => isFromElsewhere(request, deps.publicUrl);
  limitTries(app);

  if (provider !== null && deps.publicUrl !== null)
    oidcRoutes(app, deps, cookies, { provider, publicUrl: deps.publicUrl });

  app.get<{ Querystring: { to?: string } }>('/sign-in', async (request, reply) => {
    const isDown = provider !== null && (await provider.oidc.trouble(LOOK_MS)) !== null;
    const offered = provider === null ? null : { label: provider.label, trouble: isDown };
    return show(reply, 'Sign in', signInPage({ to: pathOf(request.query.to), mailLinks, provider: offered }));
  });

  app.post('/sign-in', async (request, reply) => {
    if (isForeign(request)) return bare(reply, 403, 'That was not the form', 'Open the page to sign in again.');
    if (!mailLinks) return bare(reply, 403, 'No links are mailed here', 'Open the page to sign in again.');
    const form = (request.body ?? new Map()) as ReadonlyMap<string, string>;
    const address = form.get('address')?.toLowerCase() ?? '';
    const wait = waitFor(address, deps.acts.now());
    if (wait > 0)
      return tooOften(reply, wait, 'Links for this address were asked for too often; the last one may still work.');
    const person = staff.people.find((one) => one.address.toLowerCase() === address);
    // The answer does not wait for the mail: how long it takes would tell who belongs to the desk.
    if (person !== undefined)
      mailLink(person.id, pathOf(form.get('to'))).catch((error: unknown) =>
        deps.log.error({ source: 'desk', person: person.id, reason: sentenceOf(error) }, 'a link could not be mailed'),
      );
    return show(
      reply,
      'Look into your mail',
      html`<h1>Look into your mail</h1>
        <p>
          If <strong>${address}</strong> belongs to somebody of this desk, a link is on its way. It works once, within
          ${LINK_MS / MINUTE} minutes.
        </p>
        ${
          deps.publicUrl === null
            ? html`<p>
                No links can be mailed: <code>public_url</code> is not set. Whoever runs this machine can make one:
                <code>postroom sign-in PERSON</code>.
              </p>`
            : null
        }
        <p class="soft">No mail? Ask whoever runs this desk whether you are in <code>people.yaml</code>.</p>`,
    );
  });

  app.get<{ Params: { token: string }; Querystring: { to?: string } }>('/sign-in/:token', async (request, reply) => {
    const { token } = request.params;
    const found = await signInOf(db, hashOf(token), deps.acts.now());
    const person = staff.people.find(({ id }) => id === found?.person);
    if (found === null || !found.usable || person === undefined) return stale(reply);
    return show(
      reply,
      'Sign in',
      html`<h1>Sign in as ${person.name}</h1>
        <form method="post" action="/sign-in/${token}">
          <input type="hidden" name="to" value="${pathOf(request.query.to)}" />
          <button>Sign in</button>
        </form>`,
    );
  });

  app.post<{ Params: { token: string } }>('/sign-in/:token', async (request, reply) => {
    if (isForeign(request))
      return bare(reply, 403, 'That was not the form', 'Open the link again and press its button.');
    const form = (request.body ?? new Map()) as ReadonlyMap<string, string>;
    const now = deps.acts.now();
    const begun = await transaction(db, async (tx) => {
      const person = await useSignIn(tx, hashOf(request.params.token), now);
      return person === null ? null : { person, tell: await beginFor(tx, person, { request, cookies, now }) };
    });
    if (begun === null) return stale(reply);
    deps.log.info({ person: begun.person }, 'signed in');
    begun.tell(reply);
    return reply.redirect(pathOf(form.get('to')), 303);
  });

  app.post('/sign-out', async (request, reply) => {
    const session = cookies.read(request);
    const form = (request.body ?? new Map()) as ReadonlyMap<string, string>;
    // From elsewhere the cookie does not come along, but an answer could still take it away.
    if (isForeign(request) || (session !== null && !isField(session, form.get('form'))))
      return bare(reply, 403, 'That was not the form', 'Open the page again and press its button.');
    if (session !== null) await endSession(db, hashOf(session));
    cookies.clear(reply);
    return reply.redirect('/sign-in', 303);
  });

  async function mailLink(person: string, to: string): Promise<void> {
    if (deps.publicUrl === null) return;
    const now = deps.acts.now();
    const token = newToken();
    const until = now + LINK_MS;
    const url = `${deps.publicUrl}/sign-in/${token}${to === '/' ? '' : `?to=${encodeURIComponent(to)}`}`;
    await transaction(db, async (tx) => {
      if ((await signInsSince(tx, person, now - HOUR)) >= LINKS_AN_HOUR) return;
      await keepSignIn(tx, { hash: hashOf(token), person, now, until });
      await deps.mailSignIn(tx, person, url, until, now);
    });
  }

  function stale(reply: FastifyReply): FastifyReply {
    const page = html`<h1>This link is of no use any more</h1>
      <p>It was used, or it is too old, or a part of it got lost.</p>
      <p><a href="/sign-in">Send me a new one</a></p>`;
    return reply.code(410).type('text/html; charset=utf-8').send(renderBare('This link is of no use any more', page));
  }
}

function show(reply: FastifyReply, title: string, page: Html): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(renderBare(title, page));
}
