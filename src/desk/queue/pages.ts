import { assign } from '../../acts/assign.ts';
import { level as levelAct } from '../../acts/level.ts';
import { perform, type Performed } from '../../acts/perform.ts';
import { take } from '../../acts/take.ts';
import { isLevel, LEVELS } from '../../domain/level.ts';
import { sayTime } from '../../domain/say-time.ts';
import { html, type Html } from '../../lib/html.ts';
import { countQueue, listQueue, QUEUE_SHOWS, type QueueQuery, type QueueShow } from '../../store/desk/queue.ts';
import { DESK_PEOPLE, EVERYBODY, type Answer, type Ask, type Desk } from '../desk.ts';
import { hidden } from '../frame.ts';
import { queueRow } from './row.ts';

/** Tickets on a page. */
const PAGE = 50;
const CHANNELS = ['email', 'fax', 'phone'] as const;

const TABS: Readonly<Record<QueueShow, { readonly name: string; readonly empty: string; readonly always: boolean }>> = {
  all: { name: 'All', empty: 'Nothing is open.', always: true },
  mine: { name: 'Mine', empty: 'You have nothing to do.', always: true },
  free: { name: 'Free', empty: 'Everything has somebody.', always: true },
  confirm: { name: 'To confirm', empty: 'Every level is confirmed.', always: true },
  late: { name: 'Late', empty: 'Nothing is late.', always: true },
  waiting: { name: 'Waiting', empty: 'We wait for nobody.', always: true },
  resolved: { name: 'Resolved', empty: 'Nothing was resolved yet.', always: false },
  shelved: { name: 'Junk', empty: 'There is no junk.', always: false },
};

/** The queue: every open ticket, the promise that is most in danger first. */
export function queuePages(desk: Desk): void {
  const { deps } = desk;
  const { db } = deps.acts;

  desk.get('/queue', EVERYBODY, async (ask): Promise<Answer> => {
    const query = queryOf(ask);
    const found = await listQueue(db, query);
    if (found === null) return { missing: 'This is no page of the queue. Begin with its first one.' };
    const counts = await countQueue(db, { me: ask.actor.id, now: ask.now });
    const { rows, next } = found;
    const main = html`<div class="heading">
        <h1>Queue</h1>
        <button id="fresh" type="button" data-key="s" hidden></button>
        <span class="push row small soft"
          ><span id="live" hidden></span><button id="pause" class="link" type="button" hidden>Pause</button></span
        >
      </div>
      <nav class="tabs" aria-label="Which tickets">
        ${QUEUE_SHOWS.map((show) => html`<a href="/queue?show=${show}" ${show === query.show ? html` aria-current="page"` : null}>${TABS[show].name}${TABS[show].always ? html` <span class="count">${counts[show]}</span>` : null}</a>`)}
      </nav>
      ${filters(query)}
      ${
        rows.length === 0
          ? empty(query)
          : list(
              ask,
              rows.map((row) => queueRow(deps, ask, row)),
            )
      }
      ${next === null ? null : html`<p class="pager"><a class="button" href="${again(query, next)}" rel="next">The next ${PAGE}</a></p>`}`;
    return {
      page: {
        title: TABS[query.show].name === 'All' ? 'Queue' : `Queue: ${TABS[query.show].name}`,
        at: 'queue',
        main,
        data: { live: 'queue', asof: sayTime(ask.now, ask) },
      },
    };
  });

  desk.post('/queue/bulk', DESK_PEOPLE, async (ask): Promise<Answer> => {
    const chosen = (ask.form.get('refs') ?? '').split(',').flatMap((one) => {
      const [, reference, version] = /^([\dA-Z]{3}-[\dA-Z]{3}):(\d{1,9})$/u.exec(one) ?? [];
      return reference === undefined ? [] : [{ reference, seenVersion: Number(version), actor: ask.actor }];
    });
    const wanted = Number(ask.form.get('level') ?? 0);
    const doing = ask.form.get('do');
    if (chosen.length === 0) return { to: '/queue', done: 'Nothing was chosen: tick the tickets first.' };
    const done: Performed[] = [];
    for (const about of chosen.slice(0, PAGE)) {
      if (doing === 'take') done.push(await perform(deps.acts, take, about, {}));
      else if (doing === 'assign')
        done.push(await perform(deps.acts, assign, about, { to: ask.form.get('to') || null }));
      else if (doing === 'level' && isLevel(wanted))
        done.push(await perform(deps.acts, levelAct, about, { level: wanted }));
      else return { to: '/queue', done: 'Nothing was done: choose a person, or a level, beside the button.' };
    }
    const failed = done.flatMap((one, i) => (one.done ? [] : [`#${chosen[i]!.reference}: ${one.why}`]));
    const well = done.length - failed.length;
    const words = `${well} of ${done.length} done.${failed.length === 0 ? '' : ` Not done: ${failed.join('; ')}`}`;
    return { to: '/queue', done: words.slice(0, 480) };
  });

  function filters(query: QueueQuery): Html {
    const isFiltered = query.levels.length > 0 || query.channels.length > 0 || query.q !== null;
    return html`<details class="menu filters" ${isFiltered ? html` open` : null}>
      <summary>Filter${isFiltered ? ' (on)' : ''}</summary>
      <form action="/queue" class="row">
        <input type="hidden" name="show" value="${query.show}" />
        <fieldset class="picks">
          <legend class="sr">Level</legend>
          ${LEVELS.map((one) => html`<label class="pick"><input type="checkbox" name="level${one}" value="1" ${query.levels.includes(one) ? html` checked` : null} /> ${one}</label>`)}
        </fieldset>
        <fieldset class="picks">
          <legend class="sr">Way in</legend>
          ${CHANNELS.map((one) => html`<label class="pick"><input type="checkbox" name="${one}" value="1" ${query.channels.includes(one) ? html` checked` : null} /> ${one === 'email' ? 'mail' : one}</label>`)}
        </fieldset>
        <label class="sr" for="words">Words</label
        ><input
          id="words"
          name="q"
          type="search"
          value="${query.q ?? ''}"
          placeholder="Words, name or number"
          maxlength="200"
        />
        <button>Show</button> <a href="/queue?show=${query.show}">All of them</a>
      </form>
    </details>`;
  }

  function list(ask: Ask, rows: readonly Html[]): Html {
    const mayAct = ask.actor.roles.some((role) => DESK_PEOPLE.includes(role));
    const reps = deps.acts.staff.people.filter(({ roles }) => roles.includes('rep'));
    return html`<form method="post" action="/queue/bulk">
      ${hidden(ask.field)}
      ${
        mayAct
          ? html`<div class="bulk" data-count-for="refs">
              <span class="soft small">With the ticked ones:</span>
              <button name="do" value="take" data-words="Take">Take</button>
              <label class="sr" for="bulk-to">Give to</label
              ><select id="bulk-to" name="to">
                ${reps.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}
              </select>
              <button name="do" value="assign" data-words="Give">Give</button>
              <label class="sr" for="bulk-level">Level</label
              ><select id="bulk-level" name="level">
                ${LEVELS.map((one) => html`<option value="${one}">level ${one}</option>`)}
              </select>
              <button name="do" value="level" data-words="Set the level">Set the level</button>
            </div>`
          : null
      }
      <ol class="queue" aria-label="Tickets, the most endangered first">
        ${rows}
      </ol>
    </form>`;
  }

  function empty(query: QueueQuery): Html {
    const isFiltered = query.levels.length > 0 || query.channels.length > 0 || query.q !== null;
    if (isFiltered)
      return html`<div class="empty">
        <strong>No ticket fits.</strong> <a href="/queue?show=${query.show}">Show all of “${TABS[query.show].name}”</a>,
        or <a href="/search?q=${encodeURIComponent(query.q ?? '')}">search the resolved ones too</a>.
      </div>`;
    return html`<div class="empty">
      <strong>${TABS[query.show].empty}</strong> New mail and faxes appear here by themselves.
    </div>`;
  }
}

function queryOf({ query, actor, now }: Ask): QueueQuery {
  const show = QUEUE_SHOWS.find((one) => one === query.get('show')) ?? 'all';
  const given = query.get('q')?.trim() ?? '';
  return {
    show,
    limit: PAGE,
    me: actor.id,
    now,
    levels: LEVELS.filter(
      (one) => query.get(`level${one}`) !== undefined || (query.get('level') ?? '').split(',').includes(String(one)),
    ),
    channels: CHANNELS.filter((one) => query.get(one) !== undefined),
    customerId: /^\d{1,18}$/u.exec(query.get('customer') ?? '')?.[0] ?? null,
    q: given === '' ? null : given,
    after: query.get('after') ?? null,
  };
}

/** The address of the next page of the same view. */
function again(query: QueueQuery, next: string): string {
  const parts = new URLSearchParams({ show: query.show });
  if (query.levels.length > 0) parts.set('level', query.levels.join(','));
  for (const channel of query.channels) parts.set(channel, '1');
  if (query.customerId !== null) parts.set('customer', query.customerId);
  if (query.q !== null) parts.set('q', query.q);
  parts.set('after', next);
  return `/queue?${parts.toString()}`;
}
