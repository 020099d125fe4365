import { ACTS } from '../../acts/all.ts';
import type { Act } from '../../acts/act.ts';
import { perform } from '../../acts/perform.ts';
import { VERBS, type Verb } from '../../domain/lifecycle.ts';
import { whyDue } from '../../domain/promise/why.ts';
import { METRIC_WORDS, sayWhy } from '../../domain/promise/why-words.ts';
import { asReference } from '../../domain/reference.ts';
import { html } from '../../lib/html.ts';
import { INPUTS } from '../../http/api/inputs.ts';
import { problemOf } from '../../http/api/problem.ts';
import { dropDraft, keepDraft } from '../../store/desk/drafts.ts';
import { noteHere } from '../../store/desk/presence.ts';
import { ticketBy } from '../../store/tickets.ts';
import { EVERYBODY, type Answer, type Ask, type Desk } from '../desk.ts';
import { sayTime } from '../../domain/say-time.ts';
import { ticketHead, othersWords } from './head.ts';
import { lookAt, type Looked } from './look.ts';
import { ticketSide } from './side.ts';
import { talk } from './talk.ts';
import { callCard, writeCard } from './write.ts';

/** An act that was not done: what was typed is shown again. `meanwhile`: somebody was faster, and pressing again means it all the same. */
export type Refused = {
  readonly verb: string;
  readonly why: string;
  readonly form: ReadonlyMap<string, string>;
  readonly meanwhile: boolean;
};

const NO_TICKET = { missing: 'There is no ticket of this number. Look at it again, or search for its words.' } as const;
/** What may be decided on an old view of the ticket without harm. */
const WHENEVER: readonly Verb[] = ['note', 'contact', 'seen', 'unsend'];
const WRITTEN: readonly string[] = ['reply', 'ask', 'workaround', 'resolve', 'note'];

/** The page of a ticket, and everything that is done on it. */
export function ticketPages(desk: Desk): void {
  const { deps } = desk;
  const { db } = deps.acts;

  desk.get('/tickets/:reference', EVERYBODY, async (ask) => show(ask, null));

  desk.get('/tickets/:reference/why/:metric', EVERYBODY, async (ask) => {
    const looked = await lookAt(deps, ask, ask.params['reference'] ?? '');
    if (looked === null) return NO_TICKET;
    const { metric } = ask.params;
    const cycle = Number(ask.query.get('cycle') ?? 0);
    const clock = looked.standing?.clocks.findLast(
      (one) => one.metric === metric && (cycle === 0 || one.cycle === cycle),
    );
    if (clock === undefined) return { missing: 'The ticket has no such promise.' };
    const lines = sayWhy(whyDue(clock, looked.standing!, looked.promises, ask.now), ask.now);
    const { reference, subject } = looked.ticket;
    const title = `Why the ${METRIC_WORDS[clock.metric]} is due then`;
    const main = html`<p><a href="/tickets/${reference}">‹ #${reference} ${subject}</a></p>
      <h1>${title}</h1>
      <ol class="card because">
        ${lines.map((line) => html`<li>${line}</li>`)}
      </ol>`;
    return { page: { title, at: 'queue', main } };
  });

  desk.post('/tickets/:reference/draft', EVERYBODY, async (ask) => {
    const ticket = await byReference(ask);
    if (ticket === null) return NO_TICKET;
    await keepDraft(db, ticket.id, {
      person: ask.actor.id,
      kind: 'reply',
      text: ask.form.get('text') ?? '',
      at: ask.now,
    });
    if (ask.request.headers['sec-fetch-mode'] === 'cors')
      return { text: `Kept at ${sayTime(ask.now, ask)}.`, type: 'text/plain; charset=utf-8' };
    return { to: `/tickets/${ticket.reference}#write`, done: 'The draft is kept.' };
  });

  desk.post('/tickets/:reference/here', EVERYBODY, async (ask) => {
    const ticket = await byReference(ask);
    if (ticket === null) return NO_TICKET;
    const doing = ask.form.get('doing') === 'writing' ? 'writing' : 'viewing';
    const others = await noteHere(db, { ticketId: ticket.id, person: ask.actor.id, doing, now: ask.now });
    return { text: othersWords(deps, { others }), type: 'text/plain; charset=utf-8' };
  });

  desk.post('/tickets/:reference/:verb', EVERYBODY, async (ask) => {
    const verb = VERBS.find((one) => one === ask.params['verb']);
    const ticket = await byReference(ask);
    if (verb === undefined) return { missing: 'Nothing is done by that word.' };
    if (ticket === null) return NO_TICKET;
    const given = inputOf(verb, ask.form);
    const input = INPUTS[verb].safeParse(given);
    if (!input.success)
      return show(ask, refused(ask, verb, problemOf(input.error, given, Object.keys(INPUTS[verb].shape)), false));
    const version = Number(ask.form.get('version') ?? ask.query.get('version') ?? '');
    const done = await perform(
      deps.acts,
      ACTS[verb] as Act<unknown>,
      {
        reference: ticket.reference,
        actor: ask.actor,
        seenVersion: WHENEVER.includes(verb) || !(version > 0) ? null : version,
      },
      input.data,
    );
    if (done.done) {
      if (WRITTEN.includes(verb)) await dropDraft(db, ticket.id, ask.actor.id);
      return {
        to: ask.form.get('back') === 'queue' ? '/queue' : `/tickets/${ticket.reference}`,
        done: sentence(done.words),
      };
    }
    const meanwhile = done.refused === 'changed_meanwhile';
    const text = ask.form.get('text') ?? '';
    if (text !== '') await keepDraft(db, ticket.id, { person: ask.actor.id, kind: verb, text, at: ask.now });
    const why = meanwhile
      ? `something happened here since you opened the page${text === '' ? '' : '; your text is kept'}. Read it, then press again if you still want to`
      : done.why;
    return show(ask, refused(ask, verb, why, meanwhile));
  });

  async function byReference(ask: Ask) {
    const reference = asReference(ask.params['reference'] ?? '');
    return reference === null ? null : ticketBy(db, reference);
  }

  async function show(ask: Ask, problem: Refused | null): Promise<Answer> {
    const looked = await lookAt(deps, ask, ask.params['reference'] ?? '');
    if (looked === null) return NO_TICKET;
    const { reference, subject } = looked.ticket;
    return {
      status: problem === null ? 200 : problem.meanwhile ? 409 : 422,
      page: {
        title: `#${reference} ${subject}`,
        at: 'queue',
        data: {
          live: reference,
          ticket: `/tickets/${reference}`,
          copy: `#${reference} ${subject}`,
          asof: sayTime(ask.now, ask),
        },
        main: pageOf(ask, looked, problem),
      },
    };
  }

  function pageOf(ask: Ask, looked: Looked, problem: Refused | null) {
    return html`<div class="ticket">
      ${ticketHead(deps, ask, looked)}
      <div>
        ${callCard(deps, ask, looked, problem)} ${talk(deps, ask, looked)} ${writeCard(deps, ask, looked, problem)}
      </div>
      ${ticketSide(deps, ask, looked, problem)}
    </div>`;
  }
}

function refused(ask: Ask, verb: string, why: string, meanwhile: boolean): Refused {
  return { verb, why: why.replace(/\.$/u, ''), form: ask.form, meanwhile };
}

/** What a form asks for, in the shape of the API: fields that are empty were not filled in. */
function inputOf(verb: Verb, form: ReadonlyMap<string, string>): Readonly<Record<string, unknown>> {
  const filled: Record<string, unknown> = {};
  for (const name of Object.keys(INPUTS[verb].shape)) {
    const value = form.get(name) ?? '';
    if (value !== '')
      filled[name] = name === 'level' || name === 'rung' ? Number(value) : name === 'always' ? value === 'yes' : value;
  }
  if (verb === 'split') filled['items'] = (form.get('items') ?? '').split(',').filter((id) => id !== '');
  // a name that was emptied means nobody
  if (verb === 'assign') filled['to'] = form.get('to') || null;
  if (verb === 'file') filled['customer'] = form.get('customer') || null;
  // what one writes into an empty box is for the act to refuse, in its own words
  if ('text' in INPUTS[verb].shape && verb !== 'commit') filled['text'] ??= '';
  return filled;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
