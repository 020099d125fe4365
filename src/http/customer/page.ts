import { spokenIn, type Spoken } from '../../domain/promise/spoken.ts';
import type { Instant } from '../../domain/time.ts';
import { html, type Html } from '../../lib/html.ts';
import { document } from '../links/document.ts';
import { addForm, solvedForm, soonerForm, type Hidden, type Problem } from './forms.ts';
import type { CustomerView } from './look.ts';
import type { Said } from './talk.ts';

/** What the page says besides what is known of the request. */
export type Around = {
  readonly hidden: Hidden;
  /** IANA zone in which customers are told times */
  readonly zone: string;
  readonly serviceHours: string;
  readonly phone: string | null;
  /** what was just done */
  readonly done: string | null;
  readonly problem: Problem | null;
};

/** Of what was said so much is open; what came before folds, or the box for more is too far away. */
const OPEN = 6;

/** The page of a request, for who asked: how it stands, what was promised and said, and a box for more. */
export function renderRequest(view: CustomerView, around: Around): string {
  const { ticket, told, talk } = view;
  const { hidden, done, problem, zone, serviceHours, phone } = around;
  const spoken = spokenIn(zone);
  const [before, latest] = [talk.slice(0, -OPEN), talk.slice(-OPEN)];
  return document(
    `Your request ${ticket.reference}`,
    html`<header>
        <p class="eyebrow"><span class="number">#${ticket.reference}</span> <span>your request</span></p>
        <h1 dir="auto">${ticket.subject}</h1>
        <p class="who">received ${past(ticket.acceptedAt, spoken)}</p>
      </header>
      <div class="body">
        ${done === null ? null : html`<p class="tone ok" role="status"><strong>✓</strong> ${done}</p>`}
        ${promised(view)}
        <ul class="so">
          ${view.stands.map((words) => html`<li>${words}</li>`)}
          ${told === null ? null : html`<li>${told.title} was told on ${past(told.at, spoken)}.</li>`}
        </ul>
        ${
          view.question === null
            ? null
            : html`<h2>What we asked</h2>
                ${talkList([view.question], spoken)}`
        }
        ${
          talk.length === 0
            ? null
            : html`<h2>What was said</h2>
                ${
                  before.length === 0
                    ? null
                    : html`<details>
                        <summary>${before.length} earlier</summary>
                        ${talkList(before, spoken)}
                      </details>`
                }
                ${talkList(latest, spoken)}`
        }
        ${addForm(hidden, problem, view.question === null ? 'Add something' : 'Answer, or add something')}
        ${view.wishFor === null ? null : soonerForm(hidden, problem)} ${view.maySolve ? solvedForm(hidden) : null}
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

function promised({ promise }: CustomerView): Html | null {
  if (promise === null) return null;
  const { isLate, before, dueAt, said: when, after } = promise;
  return html`<p class="tone ${isLate ? 'late' : 'ok'}">
    ${isLate ? html`<strong>■ Late</strong> ` : null}${before} <time datetime="${iso(dueAt)}">${when}</time>${after}
  </p>`;
}

function talkList(talk: readonly Said[], spoken: Spoken): Html {
  return html`<ol class="talk">
    ${talk.map((one) => html`<li class="${one.by}">${said(one, spoken)}</li>`)}
  </ol>`;
}

function said({ at, by, text, history }: Said, spoken: Spoken): Html {
  return html`<p class="eyebrow"><b>${by === 'you' ? 'You' : 'We'}</b> ${past(at, spoken)}</p>
    <pre dir="auto">${text.trim()}</pre>
    ${
      history === ''
        ? null
        : html`<details>
            <summary>The rest of the mail</summary>
            <pre dir="auto">${history}</pre>
          </details>`
    }`;
}

function past(at: Instant, spoken: Spoken): Html {
  return html`<time datetime="${iso(at)}">${spoken.past(at)}</time>`;
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
