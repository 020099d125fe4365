import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, type Actor } from '../acts/act.ts';
import type { Role } from '../domain/staff.ts';
import { sentenceOf } from '../lib/fault.ts';
import { html } from '../lib/html.ts';
import { sessionOf } from '../store/desk/sessions.ts';
import { assetRoutes } from './assets.ts';
import type { Answer, Ask, Desk, DeskDeps, Handler } from './desk.ts';
import { renderFrame } from './frame.ts';
import { createCookies, fieldOf, hashOf, HEADERS, isField, isFromElsewhere } from './guard.ts';
import { mePages } from './me.ts';
import { partsOfDesk } from './parts.ts';
import { bare } from './bare.ts';
import { signInRoutes } from './sign-in.ts';
import { createTrouble } from './trouble.ts';

/** A letter of 50,000 characters, each of four bytes that a form spells as twelve. */
const BODY_BYTES = 650_000;

/** Who is signed in, on the requests behind the guard. */
type Session = { readonly actor: Actor; readonly token: string };

/**
 * The pages of the desk, for people of the settings who signed in by a link in a mail. Reading is GET, acting is POST
 * with the hidden field of the session; every page works without script.
 */
export function deskRoutes(deps: DeskDeps): (app: FastifyInstance) => void {
  const cookies = createCookies(deps.publicUrl);
  const trouble = createTrouble(deps.health);
  const zone = deps.acts.terms.current.terms.calendar.timezone;

  return (app) =>
    void app.register(async (desk) => {
      await desk.register(cookie);
      desk.removeAllContentTypeParsers();
      desk.addContentTypeParser(
        'application/x-www-form-urlencoded',
        { parseAs: 'string', bodyLimit: BODY_BYTES },
        (_request, body, done) => done(null, readForm(body as string)),
      );
      desk.addHook('onSend', async (_request, reply) => {
        for (const [name, value] of Object.entries(HEADERS)) if (!reply.hasHeader(name)) reply.header(name, value);
      });
      desk.setErrorHandler((error, request, reply) => {
        const status = (error as { statusCode?: number }).statusCode ?? 500;
        if (status < 500)
          return bare(reply, status, 'That cannot be read', `${sentenceOf(error)}. Go back and try again.`);
        deps.log.error({ source: 'desk', path: request.routeOptions.url, reason: sentenceOf(error) }, 'a page failed');
        return bare(reply, 503, 'Not now', 'It cannot be done now, and nothing was done. Try again in a minute.');
      });
      desk.setNotFoundHandler((request, reply) =>
        String(request.headers.accept).includes('text/html')
          ? bare(reply, 404, 'There is nothing here', 'Look at the address again.')
          : reply.code(404).send({ statusCode: 404, error: 'Not Found', message: 'there is nothing here' }),
      );
      assetRoutes(desk);
      signInRoutes(desk, deps, cookies);
      await desk.register(async (guarded) => {
        guarded.decorateRequest('session');
        guarded.addHook('onRequest', async (request, reply) => {
          const session = await sessionFor(request);
          if (session === null) return turnAway(request, reply);
          request.setDecorator('session', session);
          return undefined;
        });
        const parts = shared(guarded);
        mePages(parts, cookies);
        partsOfDesk(parts);
      });
    });

  async function sessionFor(request: FastifyRequest): Promise<Session | null> {
    const token = cookies.read(request);
    if (token === null) return null;
    const person = await sessionOf(deps.acts.db, hashOf(token), deps.acts.now());
    const actor = person === null ? null : actorOf(deps.acts.staff, person);
    return actor === null ? null : { actor, token };
  }

  /** Whoever wanted to look is sent to sign in, and back afterwards; whoever wanted to act is told that it was not done. */
  function turnAway(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    if (request.method === 'GET' && request.headers['sec-fetch-mode'] !== 'cors')
      return reply.redirect(`/sign-in?to=${encodeURIComponent(request.url)}`, 303);
    return bare(
      reply,
      401,
      'You are signed out',
      'Nothing was done. Sign in in another window, then press the button here again: go back to see what you wrote.',
    );
  }

  function shared(app: FastifyInstance): Desk {
    const add = (method: 'GET' | 'POST', path: string, roles: readonly Role[], handler: Handler): void =>
      void app.route({
        method,
        url: path,
        handler: async (request, reply) => {
          const session = request.getDecorator<Session>('session');
          const { actor, token } = session;
          if (!actor.roles.some((role) => roles.includes(role)))
            return bare(
              reply,
              403,
              'Not for you',
              `This is for the roles ${roles.join(' and ')}. Yours: ${actor.roles.join(', ')}.`,
            );
          const form = method === 'POST' ? ((request.body ?? new Map()) as ReadonlyMap<string, string>) : new Map();
          if (method === 'POST' && (isFromElsewhere(request, deps.publicUrl) || !isField(token, form.get('form'))))
            return bare(
              reply,
              403,
              'That was not the form',
              'Nothing was done. Open the page again and press its button.',
            );
          const ask: Ask = {
            actor,
            field: fieldOf(token),
            params: request.params as Readonly<Record<string, string>>,
            query: new Map(
              Object.entries(request.query as Record<string, string | string[]>).map(([name, value]) => [
                name,
                [value].flat().at(-1) ?? '',
              ]),
            ),
            form,
            now: deps.acts.now(),
            zone,
            request,
          };
          return answer(reply, ask, await handler(ask));
        },
      });
    return {
      deps,
      app,
      whoAsks: (request) => request.getDecorator<Session>('session').actor,
      get: (path, roles, handler) => add('GET', path, roles, handler),
      post: (path, roles, handler) => add('POST', path, roles, handler),
    };
  }

  async function answer(reply: FastifyReply, ask: Ask, answered: Answer): Promise<FastifyReply> {
    if ('send' in answered) return answered.send(reply);
    if ('to' in answered) {
      if (answered.done !== undefined) cookies.say(reply, answered.done);
      return reply.redirect(answered.to, 303);
    }
    if ('text' in answered) {
      if (answered.fileName !== undefined)
        reply.header('content-disposition', `attachment; filename="${answered.fileName}"`);
      return reply.type(answered.type).send(answered.text);
    }
    const page =
      'page' in answered
        ? answered.page
        : {
            title: 'Not found',
            at: null,
            main: html`<h1>There is nothing here</h1>
              <p>${answered.missing}</p>
              <p><a href="/queue">To the queue</a></p>`,
          };
    const status = 'page' in answered ? (answered.status ?? 200) : 404;
    const text = renderFrame(page, {
      actor: ask.actor,
      field: ask.field,
      done: cookies.takeSaid(ask.request, reply),
      keysOff: cookies.areKeysOff(ask.request),
      zone: ask.zone,
      trouble: await trouble(),
    });
    return reply.code(status).type('text/html; charset=utf-8').send(text);
  }
}

function readForm(body: string): ReadonlyMap<string, string> {
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    const text = value.replaceAll('\r\n', '\n').replaceAll('\0', '').trim();
    form.set(name, form.has(name) ? `${form.get(name)},${text}` : text); // boxes that are ticked share a name
  }
  return form;
}
