import type { Actor } from '../acts/act.ts';
import { html, render, type Html } from '../lib/html.ts';
import { assetUrl } from './assets.ts';
import { KEEPERS } from './desk.ts';

/** A page of the desk, without what stands around each. */
export type Page = {
  readonly title: string;
  /** which of the places in the head of the page it belongs to */
  readonly at: Place | null;
  readonly main: Html;
  /** what its script is to do besides keys, as data attributes of <main>, e.g. `{ live: 'queue' }` */
  readonly data?: Readonly<Record<string, string>>;
};

export type Place = 'queue' | 'phone' | 'board' | 'ledger' | 'sources' | 'outbox' | 'rules' | 'search' | 'me';

/** What the frame says of the house on every page. */
export type Around = {
  readonly actor: Actor;
  readonly field: string;
  /** what was just done, said once */
  readonly done: string | null;
  readonly keysOff: boolean;
  /** in which all times are told */
  readonly zone: string;
  /** why mail or fax is not being read, when it is not */
  readonly trouble: string | null;
};

const PLACES: readonly {
  readonly at: Place;
  readonly path: string;
  readonly name: string;
  readonly key: string;
  readonly keepers?: true;
}[] = [
  { at: 'queue', path: '/queue', name: 'Queue', key: 'g q' },
  { at: 'phone', path: '/phone', name: 'Phone call', key: 'p' },
  { at: 'board', path: '/board', name: 'Board', key: 'g b' },
  { at: 'ledger', path: '/ledger', name: 'Ledger', key: 'g l', keepers: true },
  { at: 'sources', path: '/sources', name: 'Sources', key: 'g s', keepers: true },
  { at: 'outbox', path: '/outbox', name: 'Outbox', key: 'g o', keepers: true },
  { at: 'rules', path: '/rules', name: 'Rules', key: 'g r' },
];

/** The whole page as it is sent. */
export function renderFrame(page: Page, around: Around): string {
  const { actor, done, trouble } = around;
  const isKeeper = actor.roles.some((role) => KEEPERS.includes(role));
  const places = PLACES.filter(({ keepers }) => keepers === undefined || isKeeper);
  return render(
    document(
      `${page.title} · Postroom`,
      html`<a class="skip" href="#main">To the content</a>
        <header class="top">
          <a class="brand" href="/">Postroom</a>
          <nav aria-label="Places">
            ${places.map(
              ({ at, path, name, key }) =>
                html`<a href="${path}" ${at === page.at ? html` aria-current="page"` : null} data-key="${key}"
                  >${name}</a
                >`,
            )}
          </nav>
          <form class="find" action="/search" role="search">
            <label class="sr" for="find">Search all tickets</label>
            <input
              id="find"
              name="q"
              type="search"
              placeholder="Search"
              autocomplete="off"
              aria-keyshortcuts="/"
              maxlength="200"
            />
          </form>
          <details class="me">
            <summary>${actor.name}</summary>
            <div>
              <a href="/me">My settings</a>
              <a href="/keys" data-key="?">Keys</a>
              ${isKeeper ? html`<a href="/audit">Who saw and did what</a>` : null} ${signOut(around.field)}
            </div>
          </details>
        </header>
        ${trouble === null ? null : html`<p class="banner late" role="alert"><strong>■ Not reading:</strong> ${trouble} <a href="/sources">Look</a></p>`}
        ${done === null ? null : html`<p class="banner ok" role="status"><strong>✓</strong> ${done}</p>`}
        <p id="say" class="sr" role="status" aria-live="polite"></p>
        <main
          id="main"
          tabindex="-1"
          ${Object.entries({ ...page.data, form: around.field, zone: around.zone, keys: around.keysOff ? 'off' : 'on' }).map(([name, value]) => html` data-${name}="${value}"`)}
        >
          ${page.main}
        </main>`,
    ),
  );
}

/** A page for who is not signed in. */
export function renderBare(title: string, main: Html): string {
  return render(
    document(
      `${title} · Postroom`,
      html`<main id="main" class="bare">
        <p class="brand">Postroom</p>
        ${main}
      </main>`,
    ),
  );
}

function document(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="stylesheet" href="${assetUrl('desk.css')}" />
        <link rel="icon" href="${assetUrl('icon.svg')}" type="image/svg+xml" />
        <script type="module" src="${assetUrl('desk.js')}"></script>
      </head>
      <body>
        ${body}
      </body>
    </html> `;
}

function signOut(field: string): Html {
  return html`<form method="post" action="/sign-out">${hidden(field)}<button class="link">Sign out</button></form>`;
}

/** The hidden field of a form. */
export function hidden(field: string): Html {
  return html`<input type="hidden" name="form" value="${field}" />`;
}
