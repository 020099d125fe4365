import { LONGEST_ADDED } from '../../domain/customer-link.ts';
import { spokenIn } from '../../domain/promise/spoken.ts';
import type { Instant } from '../../domain/time.ts';
import { html, render, type Html } from '../../lib/html.ts';
import { SHEET } from '../links/style.ts';
import type { CustomerView, Said } from './look.ts';

/** What the page says besides what is known of the request. */
export type Around = {
  /** the hidden field, and the key of each form */
  readonly field: string;
  readonly key: string;
  /** IANA zone in which customers are told times */
  readonly zone: string;
  readonly serviceHours: string;
  readonly phone: string | null;
  /** what was just done */
  readonly done: string | null;
  /** why a form was not taken, and what was typed */
  readonly problem: { readonly of: 'add' | 'sooner'; readonly why: string; readonly text: string } | null;
};

/** The page of a request, for who asked: how it stands, what was promised and said, and a box for more. */
export function renderRequest(view: CustomerView, around: Around): string {
  const { ticket } = view.dossier;
  const { done, problem, zone, serviceHours, phone } = around;
  const spoken = spokenIn(zone);
  return document(
    `Your request ${ticket.reference}`,
    html`<header>
        <p class="eyebrow"><span class="number">#${ticket.reference}</span> <span>your request</span></p>
        <h1 dir="auto">${view.subject}</h1>
        <p class="who">received ${spoken.past(ticket.acceptedAt)}</p>
      </header>
      <div class="body">
        ${done === null ? null : html`<p class="tone ok" role="status"><strong>✓</strong> ${done}</p>`}
        ${view.promise === null ? null : html`<p class="tone ${view.promise.isLate ? 'late' : 'ok'}">${view.promise.isLate ? html`<strong>■ Late</strong> ` : null}${view.promise.words}</p>`}
        <ul class="so">
          ${view.stands.map((words) => html`<li>${words}</li>`)}
        </ul>
        ${
          view.talk.length === 0
            ? null
            : html`<h2>What was said</h2>
                <ol class="talk">
                  ${view.talk.map((one) => saidItem(one, spoken))}
                </ol>`
        }
        ${form(around, 'add', {
          label: 'Add something',
          hint: 'it reaches us as a mail would',
          button: 'Send it',
          text: problem?.of === 'add' ? problem.text : '',
          why: problem?.of === 'add' ? problem.why : null,
        })}
        ${
          view.calledAt === null
            ? null
            : html`<p class="tone ok">The person in charge was called for you ${spoken.past(view.calledAt)}.</p>`
        }
        ${
          view.mayWish
            ? html`<details ${problem?.of === 'sooner' ? html` open` : null}>
                <summary>I need this sooner</summary>
                ${form(around, 'sooner', {
                  label: 'Why',
                  hint: 'the person in charge reads it at once',
                  button: 'Call the person in charge',
                  text: problem?.of === 'sooner' ? problem.text : '',
                  why: problem?.of === 'sooner' ? problem.why : null,
                })}
              </details>`
            : null
        }
      </div>
      <footer>
        <p>
          Our hours:
          ${serviceHours}.${phone === null ? null : html` Or call <a href="tel:${phone}">${phone}</a> and say your number.`}
          This page is for who wrote to us; do not pass its address on.
        </p>
      </footer>`,
  );
}

/** A page about no request: it tells nothing of any. */
export function renderBare(title: string, text: string): string {
  return document(
    title,
    html`<header>
        <p class="eyebrow">Postroom</p>
        <h1>${title}</h1>
      </header>
      <div class="body"><p class="tone plain">${text}</p></div>`,
  );
}

function saidItem({ at, by, text }: Said, spoken: { past(at: Instant): string }): Html {
  return html`<li class="${by}">
    <p class="eyebrow"><b>${by === 'you' ? 'You' : 'We'}</b> <span>${spoken.past(at)}</span></p>
    <pre dir="auto">${text.trim()}</pre>
  </li>`;
}

function form(
  { field, key }: Around,
  does: 'add' | 'sooner',
  words: { label: string; hint: string; button: string; text: string; why: string | null },
): Html {
  return html`<form method="post" accept-charset="utf-8">
    ${words.why === null ? null : html`<p class="tone late" role="alert"><strong>Not sent:</strong> ${words.why}</p>`}
    <input type="hidden" name="seen" value="${field}" /><input type="hidden" name="key" value="${key}" />
    <input type="hidden" name="do" value="${does}" />
    <label class="label" for="${does}">${words.label} <small>${words.hint}</small></label>
    <textarea id="${does}" name="text" class="tall" required maxlength="${LONGEST_ADDED}" dir="auto">
${words.text}</textarea>
    <button>${words.button}</button>
  </form>`;
}

function document(title: string, main: Html): string {
  return render(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <meta name="color-scheme" content="light dark" />
          <title>${title}</title>
          ${SHEET}
        </head>
        <body>
          <main>${main}</main>
        </body>
      </html> `,
  );
}
