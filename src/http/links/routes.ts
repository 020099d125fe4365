import type { FastifyInstance, FastifyReply } from 'fastify';
import { followLink } from '../../acts/link.ts';
import type { ActDeps } from '../../acts/perform.ts';
import type { Links } from '../../domain/link.ts';
import type { Policy } from '../../domain/policy.ts';
import { sentenceOf } from '../../lib/fault.ts';
import type { Log } from '../../lib/log.ts';
import { takeForms } from '../forms.ts';
import { readForm, type Typed } from './forms.ts';
import { barePage, lookAt, type LookDeps, type Shown } from './look.ts';
import { renderPage, type Page } from './page.ts';
import { createPace, HEADERS, sendPage } from './answer.ts';

/** A question of 50,000 characters, each of four bytes that a form spells as twelve. */
const BODY_BYTES = 650_000;

/** What is refused because the ticket stands otherwise by now: the page then says how. */
const STANDS_OTHERWISE = [
  'used',
  'already',
  'overtaken',
  'closed',
  'expired',
  'already_so',
  'illegal_move',
  'unknown_ticket',
];

/**
 * The pages of action links, /a/TOKEN. GET and HEAD only show, as often as they like: scanners of mail follow every
 * link. Only the POST of the page's own form acts.
 */
export function linkRoutes(options: {
  readonly acts: ActDeps;
  readonly links: Links;
  readonly levels: Policy['levels'];
  readonly log: Log;
}): (app: FastifyInstance) => void {
  const { acts, links, log } = options;
  const look: LookDeps = { acts, levels: options.levels, field: (token) => links.field(token) };
  const pace = createPace();

  return (app) =>
    void app.register(
      async (pages) => {
        takeForms(pages, BODY_BYTES);
        pages.setErrorHandler((error, request, reply) => {
          const status = (error as { statusCode?: number }).statusCode ?? 500;
          if (status >= 500)
            log.error(
              { source: 'links', path: request.routeOptions.url, reason: sentenceOf(error) },
              'a request failed',
            );
          return status < 500
            ? send(reply, status, barePage('That was not the form', 'Open the link again and press its button.'))
            : send(
                reply,
                503,
                barePage('Not now', 'It cannot be done now, and nothing was done. Try again in a minute.'),
              );
        });

        pages.get<{ Params: { '*': string } }>('/*', async (request, reply) => {
          const token = request.params['*'];
          const link = links.read(token);
          const wait = pace(link?.id ?? null, request.ip);
          if (wait > 0) return slowDown(reply, wait);
          if (link === null) return none(reply);
          const shown = await lookAt(look, token, link, { problem: null, typed: new Map() });
          return send(reply, shown.status, shown.page);
        });

        pages.post<{ Params: { '*': string } }>('/*', async (request, reply) => {
          const token = request.params['*'];
          const link = links.read(token);
          const wait = pace(link?.id ?? null, request.ip);
          if (wait > 0) return slowDown(reply, wait);
          if (link === null) return none(reply);
          const typed = (request.body ?? new Map()) as Typed;
          if (!links.isField(token, typed.get('seen') ?? ''))
            return send(reply, 403, barePage('That was not the form', 'Open the link again and press its button.'));
          const again = (problem: string): Promise<Shown> => lookAt(look, token, link, { problem, typed });
          const form = readForm(link, typed);
          const done =
            'problem' in form
              ? { done: false as const, refused: 'malformed', why: form.problem }
              : await followLink(acts, link, form);
          if (done.done || STANDS_OTHERWISE.includes(done.refused)) return reply.headers(HEADERS).redirect(token, 303); // beside this page, whatever path a proxy puts before it
          const shown = await again(`${done.why}.`);
          return send(reply, shown.status, shown.page);
        });
      },
      { prefix: '/a' },
    );

  function slowDown(reply: FastifyReply, wait: number): FastifyReply {
    return send(
      reply.header('retry-after', wait),
      429,
      barePage('Too often', `This was asked too often. Wait ${wait} seconds.`),
    );
  }

  /** Tells nothing: not whether there ever was such a link, and nothing of any ticket. */
  function none(reply: FastifyReply): FastifyReply {
    return send(
      reply,
      404,
      barePage('No such link', 'This is not a link of ours, or a part of it got lost. Open it from the mail again.'),
    );
  }

  function send(reply: FastifyReply, status: number, page: Page): FastifyReply {
    return sendPage(reply, status, renderPage(page));
  }
}
