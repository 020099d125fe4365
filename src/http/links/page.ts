import type { Level } from '../../domain/level.ts';
import type { Risk } from '../../domain/promise/risk.ts';
import { html, type Html } from '../../lib/html.ts';
import { document } from './document.ts';

/** One page, in words. */
export type Page = {
  readonly title: string;
  /** null where nothing of a ticket may be shown */
  readonly ticket: {
    readonly reference: string;
    /** null where the link is too old for more than the number */
    readonly subject: string | null;
    readonly requester: string | null;
    readonly level: { readonly is: Level; readonly name: string; readonly isConfirmed: boolean } | null;
  } | null;
  /** what matters most, in a coloured frame */
  readonly lead: { readonly tone: Tone; readonly text: string } | null;
  /** what is so now, a sentence each */
  readonly facts: readonly string[];
  /** whom to call */
  readonly call: { readonly name: string; readonly number: string } | null;
  /** why the form was refused */
  readonly problem: string | null;
  readonly form: {
    readonly field: string;
    readonly fields: Html;
    readonly button: string;
    readonly does: string;
  } | null;
  /** who one is here, and how long the link lasts */
  readonly foot: string | null;
};

export type Tone = Risk | 'done' | 'plain';

/** Told by sign and word; the colour only repeats it. */
const TONES: Readonly<Record<Tone, { readonly look: string; readonly sign: string }>> = {
  late: { look: 'late', sign: '■ Late' },
  now: { look: 'now', sign: '▲ Now' },
  soon: { look: 'soon', sign: '◆ Soon' },
  on_time: { look: 'ok', sign: '● On time' },
  waiting: { look: 'plain', sign: '‖ Waiting' },
  none: { look: 'plain', sign: '○ Open' },
  done: { look: 'ok', sign: '✓ Done' },
  plain: { look: 'plain', sign: '' },
};

/** The page as HTML. Whatever a customer wrote falls into holes that escape it. */
export function renderPage(page: Page): string {
  const { ticket, lead, facts, call, problem, form, foot } = page;
  return document(
    `${page.title}${ticket === null ? '' : ` · ${ticket.reference}`}`,
    html`<header>
        <p class="eyebrow">
          ${ticket === null ? 'Postroom' : html`<span class="number">#${ticket.reference}</span>`}${ticket?.subject ? html`<span>${page.title}</span>` : null}
        </p>
        <h1 dir="auto">${ticket?.subject ?? page.title}</h1>
        ${ticket?.requester ? html`<p class="who" dir="auto">${ticket.requester}</p>` : null}
        ${ticket?.level ? html`<p class="level">Level ${digit(ticket.level)} ${ticket.level.name}</p>` : null}
      </header>
      <div class="body">
        ${lead === null ? null : framed(lead)}
        ${call === null ? null : html`<p class="call"><span dir="auto">${call.name}</span><a href="tel:${call.number}">${call.number}</a></p>`}
        ${
          facts.length === 0
            ? null
            : html`<ul class="so">
                ${facts.map((fact) => html`<li>${fact}</li>`)}
              </ul>`
        }
        ${
          form === null
            ? null
            : html`<form method="post" accept-charset="utf-8">
                ${
                  problem === null
                    ? null
                    : html`<p class="tone late" role="alert"><strong>Not done:</strong> ${problem}</p>`
                }
                <input type="hidden" name="seen" value="${form.field}" />
                ${form.fields}
                <button>${form.button}</button>
                <p class="does">${form.does}</p>
              </form>`
        }
        ${ticket === null ? null : html`<p class="desk"><a href="../tickets/${ticket.reference}">Open the ticket in the desk</a></p>`}
      </div>
      ${foot === null ? null : html`<footer><p>${foot}</p></footer>`}`,
  );
}

/** A level as a digit in a frame: dashed and with a question mark while only the rules say it. */
export function digit({ is, isConfirmed }: { readonly is: Level; readonly isConfirmed: boolean }): Html {
  const look = `${isConfirmed ? '' : ' guess'}${is === 1 && isConfirmed ? ' gravest' : ''}`;
  return html`<span class="digit${look}">${is}${isConfirmed ? '' : '?'}</span>`;
}

function framed({ tone, text }: { readonly tone: Tone; readonly text: string }): Html {
  const { look, sign } = TONES[tone];
  return html`<p class="tone ${look}">${sign === '' ? null : html`<strong>${sign}</strong>`} ${text}</p>`;
}
