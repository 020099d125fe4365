import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { escalate } from '../../acts/escalate.ts';
import { perform } from '../../acts/perform.ts';
import { CUSTOMER, type Actor } from '../../acts/act.ts';
import { cleanText } from '../../domain/address.ts';
import { LONGEST_ADDED, WISH_EVERY } from '../../domain/customer-link.ts';
import type { Instant } from '../../domain/time.ts';
import { sentenceOf } from '../../lib/fault.ts';
import type { Log } from '../../lib/log.ts';
import { createTally } from '../../lib/tally.ts';
import { lastEscalation } from '../../store/events.ts';
import type { TicketRow } from '../../store/tickets.ts';
import { takeForms } from '../forms.ts';
import { barePage } from '../links/look.ts';
import { renderPage } from '../links/page.ts';
import { createPace, HEADERS, sendPage } from '../links/answer.ts';
import { DOINGS, SOLVED, type Doing } from './forms.ts';
import { lookAt, type CustomerView, type LookDeps } from './look.ts';
import { renderRequest, type Around } from './page.ts';

/** A text of 20,000 characters, each of four bytes that a form spells as twelve. */
const BODY_BYTES = 260_000;
/** Per hour: who has more to say than this says it by mail, where a flood is known for one. */
const ADDED = { most: 20, windowMs: 3_600_000, keys: 10_000 };

/** Characters of a wish that whoever is called is told; all of it stands on the ticket. */
const LONGEST_REASON = 5_000;

/** Said once after a form was taken, by the word behind the question mark. */
const DONE: Readonly<Record<string, string>> = {
  added: 'We have it. It stands here as soon as it was read.',
  anew: 'We have it, and make a new request of it.',
  called: 'The person in charge is called.',
  solved: 'Thank you. Who takes care of it ends the request.',
  thanks: 'Thank you.',
};

type Form = ReadonlyMap<string, string>;

/**
 * The pages of customers, /c/TOKEN, each of one request. GET and HEAD only show, for scanners of mail follow every link; the
 * POST of the page's own form adds what was written, or calls the next rung of the ladder.
 */
export function customerRoutes(
  options: LookDeps & {
    /** keeps what was added, as a mail is kept; resolves when it is safe */
    readonly add: (
      ticket: TicketRow,
      about: { readonly text: string; readonly key: string; readonly at: Instant },
    ) => Promise<void>;
    readonly zone: string;
    readonly log: Log;
  },
): (app: FastifyInstance) => void {
  const { acts, links, policy, log } = options;
  const pace = createPace();
  const added = createTally(ADDED);

  return (app) =>
    void app.register(
      async (pages) => {
        takeForms(pages, BODY_BYTES);
        pages.setErrorHandler((error, request, reply) => {
          const status = (error as { statusCode?: number }).statusCode ?? 500;
          if (status < 500)
            return bare(
              reply,
              status,
              'That was not the form',
              'Open the page again and press its button. Longer texts reach us by mail.',
            );
          log.error({ source: 'customer', path: request.routeOptions.url, reason: sentenceOf(error) }, 'a page failed');
          return bare(
            reply,
            503,
            'Not now',
            'It cannot be done now. Send it again in a minute: what we have already is not taken twice.',
          );
        });

        pages.get<{ Params: { '*': string }; Querystring: { said?: string } }>('/*', async (request, reply) => {
          const token = request.params['*'];
          const looked = await look(token, request.ip, reply);
          return looked === null
            ? reply
            : show(reply, 200, token, looked, { done: DONE[String(request.query.said)] ?? null });
        });

        pages.post<{ Params: { '*': string } }>('/*', async (request, reply) => {
          const token = request.params['*'];
          const view = await look(token, request.ip, reply);
          if (view === null) return reply;
          const form = (request.body ?? new Map()) as Form;
          if (!links.isField(token, form.get('seen') ?? ''))
            return bare(reply, 403, 'That was not the form', 'Open the page again and press its button.');
          const does = DOINGS.find((one) => one === form.get('do')) ?? 'add';
          const typed = (form.get('text') ?? '').replaceAll('\r\n', '\n').trim();
          const text = does === 'solved' ? SOLVED : cleanText(typed, LONGEST_ADDED).trim();
          const wait = added.wait(token, Date.now());
          const why =
            problemOf(typed, text) ??
            (wait > 0 ? 'this was sent too often; write the rest in an answer to our mail' : null);
          if (why !== null)
            return show(reply, wait > 0 ? 429 : 422, token, view, {
              problem: { of: does === 'sooner' && view.wishFor !== null ? 'sooner' : 'add', why, text: typed },
            });
          if (does === 'solved' && !view.maySolve) return back(reply, token, 'thanks'); // a word on what is solved opens it again
          added.add(token, Date.now());
          await options.add(view.ticket, { text, ...keyOf(form.get('key') ?? '', acts.now()) });
          return back(reply, token, await wordAfter(does, view, text));
        });
      },
      { prefix: '/c' },
    );

  /** What a token shows; null when the reply was sent already: too often, or nothing to show. */
  async function look(token: string, ip: string, reply: FastifyReply): Promise<CustomerView | null> {
    const wait = pace(links.ticketOf(token) === null ? null : token, ip);
    if (wait > 0) {
      void bare(reply.header('retry-after', wait), 429, 'Too often', `This was asked too often. Wait ${wait} seconds.`);
      return null;
    }
    const view = await lookAt(options, token, acts.now());
    if (view === null)
      void bare(
        reply,
        404,
        'No such page',
        'This is not a link of ours, or a part of it got lost, or its time is over. Open it from our mail again, or write to us anew.',
      );
    return view;
  }

  /** What is said after a form was taken. What was written is kept already; a wish that calls nobody adds no more than its words. */
  async function wordAfter(does: Doing, view: CustomerView, text: string): Promise<keyof typeof DONE> {
    if (does === 'sooner' && view.wishFor !== null && (await wish(view.wishFor, text))) return 'called';
    if (view.isPast) return 'anew';
    return does === 'solved' ? 'solved' : 'added';
  }

  /** Calls the next rung in the customer's name, or not; what two presses of the button ask for is asked for once. */
  async function wish(reference: string, reason: string): Promise<boolean> {
    const actor: Actor = { id: CUSTOMER, name: 'the customer', roles: ['rep'] };
    const { done } = await perform(
      acts,
      escalate,
      {
        reference,
        actor,
        async within(tx, { id }) {
          const last = await lastEscalation(tx, id);
          return last === null || acts.now() - last >= WISH_EVERY
            ? null
            : { refused: 'already_so', why: 'the person in charge was called already' };
        },
      },
      { reason: reason.slice(0, LONGEST_REASON).toWellFormed(), by: 'customer' },
    );
    return done;
  }

  function show(
    reply: FastifyReply,
    status: number,
    token: string,
    view: CustomerView,
    more: Partial<Pick<Around, 'done' | 'problem'>>,
  ): FastifyReply {
    const around: Around = {
      hidden: { seen: links.field(token), key: freshKey(acts.now()) },
      zone: options.zone,
      serviceHours: policy.serviceHours,
      phone: policy.phone,
      done: null,
      problem: null,
      ...more,
    };
    return sendPage(reply, status, renderRequest(view, around));
  }

  /** Beside this page, whatever path a proxy puts before it. */
  function back(reply: FastifyReply, token: string, said: string): FastifyReply {
    return reply.headers(HEADERS).redirect(`${token}?said=${said}`, 303);
  }

  function bare(reply: FastifyReply, status: number, title: string, text: string): FastifyReply {
    return sendPage(reply, status, renderPage(barePage(title, text)));
  }
}

/** What is wrong with a text as it was `typed`; `text`: what is left of it without signs that nobody sees. */
function problemOf(typed: string, text: string): string | null {
  if (text === '') return 'write something first';
  return typed.length > LONGEST_ADDED
    ? `it has ${typed.length} characters, and ${LONGEST_ADDED} are taken; send it as an answer to our mail`
    : null;
}

/** Tells a form from every other, and when it was made. */
function freshKey(now: Instant): string {
  return `${now.toString(36)}-${randomBytes(12).toString('hex')}`;
}

/** The key of a form says when it was made, so that the same form, sent twice, is the same message; another's key is as good as none. */
function keyOf(given: string, now: Instant): { readonly key: string; readonly at: Instant } {
  const found = /^([0-9a-z]{8,9})-[0-9a-f]{24}$/u.exec(given);
  return found === null
    ? { key: freshKey(now), at: now }
    : { key: given, at: Math.min(now, Number.parseInt(found[1]!, 36)) };
}
