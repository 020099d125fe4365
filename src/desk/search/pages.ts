import { stageOf } from '../../domain/lifecycle.ts';
import { asReference } from '../../domain/reference.ts';
import { html, type Html } from '../../lib/html.ts';
import { search, type Found, type SearchHit } from '../../store/desk/search.ts';
import { ticketBy } from '../../store/tickets.ts';
import { EVERYBODY, type Ask, type Desk } from '../desk.ts';
import { channelSign, levelSign, nameOf, timeOf } from '../words.ts';

const PAGE = 30;

/** One box for everything: numbers of tickets, telephone numbers, names, words of mails and faxes. A number of ours leads straight to its ticket. */
export function searchPages(desk: Desk): void {
  const { deps } = desk;
  const { db } = deps.acts;

  desk.get('/search', EVERYBODY, async (ask) => {
    const typed = (ask.query.get('q') ?? '').trim();
    const after = ask.query.get('after') ?? null;
    const reference = asReference(typed.replace(/^#/u, ''));
    if (reference !== null && after === null && (await ticketBy(db, reference)) !== null)
      return { to: `/tickets/${reference}` };
    const found = await search(db, { q: typed, limit: PAGE, after, now: ask.now });
    if (found === null) return { missing: 'This is no page of a search. Search again.' };
    const { hits, next } = found;
    const main = html`<h1>Search</h1>
      <form action="/search" class="row" role="search">
        <label class="sr" for="words">What to look for</label>
        <input id="words" name="q" type="search" value="${typed}" maxlength="300" />
        <button class="main">Search</button>
        <a href="/customers?q=${encodeURIComponent(typed)}">Customers instead</a>
      </form>
      ${typed === '' ? hints() : hits.length === 0 ? html`<div class="empty"><strong>Nothing was found.</strong> Every word must be there; leave one out, or type only the beginning of it.</div>` : null}
      <ol class="plainlist found">
        ${hits.map((hit) => row(ask, hit))}
      </ol>
      ${next === null ? null : html`<p class="pager"><a class="button" rel="next" href="/search?q=${encodeURIComponent(typed)}&after=${next}">Older ones</a></p>`}`;
    return { page: { title: typed === '' ? 'Search' : `Search: ${typed}`, at: 'search', main } };
  });

  function row(ask: Ask, hit: SearchHit): Html {
    const stage = stageOf(hit);
    return html`<li class="card" data-item>
      <p class="first row">
        ${levelSign(hit.level, hit.isConfirmed, deps.policy.levels)}
        <a href="/tickets/${hit.reference}" data-open dir="auto">${hit.subject || '(no subject)'}</a>
        <span class="soft num">#${hit.reference}</span>
        ${stage === 'open' ? null : html`<span class="tone plain">${stage === 'merged' && hit.mergedInto !== null ? `merged into #${hit.mergedInto}` : stage}</span>`}
      </p>
      <p class="about row small soft">
        <span dir="auto">${hit.customerName ?? (hit.requesterName || hit.requesterAddress)}</span>
        ${channelSign(hit.channel)} <span>${nameOf(deps.acts.staff, hit.assignee)}</span> ${timeOf(hit.acceptedAt, ask)}
      </p>
      ${hit.found.where === 'number' || hit.found.where === 'state' ? null : html`<p class="small"><span class="soft">${where(hit.found, ask)}:</span> <span dir="auto">${hit.found.pieces.map(({ text, hit: isHit }) => (isHit ? html`<mark>${text}</mark>` : text))}</span></p>`}
    </li>`;
  }
}

function where({ where: place, at }: Found, ask: Ask): Html {
  const words = {
    number: 'number',
    state: 'state',
    telephone: 'telephone number',
    subject: 'subject',
    name: 'who wrote',
    customer: 'customer',
    mail: 'mail',
    fax: 'fax',
  }[place];
  return at === null ? html`${words}` : html`${words} of ${timeOf(at, ask)}`;
}

function hints(): Html {
  return html`<div class="card">
    <p>
      Words, names, telephone numbers, and numbers of tickets, over everything that was ever written or read from paper.
    </p>
    <dl class="facts">
      <dt><code>"cannot post"</code></dt>
      <dd>these words, one after the other</dd>
      <dt><code>-printer</code></dt>
      <dd>without this word</dd>
      <dt><code>from:ana</code></dt>
      <dd>written by somebody of that name or address</dd>
      <dt><code>level:2</code></dt>
      <dd>of this level</dd>
      <dt><code>is:late</code></dt>
      <dd>also open, waiting, resolved, merged, shelved, free, unconfirmed</dd>
    </dl>
  </div>`;
}
