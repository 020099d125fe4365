import { html, type Html } from '../../lib/html.ts';
import type { Ask } from '../desk.ts';
import { timeOf } from '../words.ts';
import { actForm } from './form.ts';
import type { Looked } from './look.ts';

/** Characters of a message by which one knows it again. */
const FIRST_WORDS = 80;

/** Ticks for what came in under this number and is another matter; null while there is only one message. */
export function splitTool(ask: Ask, looked: Looked, isOpen: boolean): Html | null {
  const { messages } = looked;
  if (messages.length < 2) return null;
  const when = { now: ask.now, zone: ask.zone };
  return html`<details class="tool" ${isOpen ? html` open` : null}>
    <summary>Split: another matter</summary>
    ${actForm(
      ask,
      looked,
      'split',
      'Give it a ticket of its own',
      html`<fieldset class="list">
        <legend>What is another matter <small>its promises count from when it came in</small></legend>
        ${messages.map(
          ({ inboundId, at, fromName, fromAddress, body }) =>
            html`<label class="pick" dir="auto"
              ><input type="checkbox" name="items" value="${inboundId}" /> ${timeOf(at, when)}
              ${fromName || fromAddress}:
              <span class="soft">${body.trim().replaceAll(/\s+/gu, ' ').slice(0, FIRST_WORDS)}</span></label
            >`,
        )}
      </fieldset>`,
    )}
  </details>`;
}
