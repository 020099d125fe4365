import { html, type Html } from '../../lib/html.ts';
import type { Ask } from '../desk.ts';
import { hidden } from '../frame.ts';
import type { Looked } from './look.ts';
import type { Refused } from './pages.ts';

/** A form of one act: its fields between the hidden ones and the button. */
export function actForm(
  ask: Ask,
  looked: Looked,
  verb: string,
  button: string,
  fields: Html,
  { key = null, says = null }: { readonly key?: string | null; readonly says?: string | null } = {},
): Html {
  return html`<form method="post" action="/tickets/${looked.ticket.reference}/${verb}">
    ${hidden(ask.field)}<input type="hidden" name="version" value="${looked.ticket.version}" />
    ${fields}
    <p class="row">
      <button ${key === null ? null : html` data-key="${key}" aria-keyshortcuts="${key}"`}>${button}</button>
      ${says === null ? null : html`<span class="soft small">${says}</span>`}
    </p>
  </form>`;
}

/** Why an act of this form was not done. */
export function problemOf(refused: Refused | null, ...verbs: readonly string[]): Html | null {
  return refused !== null && verbs.includes(refused.verb)
    ? html`<p class="problem late" role="alert"><strong>Not done:</strong> ${refused.why}.</p>`
    : null;
}
