import { isOutside, type TicketCustomer } from '../../domain/customer.ts';
import type { Level, Suggestion } from '../../domain/level.ts';
import { callBackOf } from '../../domain/promise/call-back.ts';
import { spokenIn } from '../../domain/promise/spoken.ts';
import type { Instant } from '../../domain/time.ts';
import { html, type Html } from '../../lib/html.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { levelSign } from '../words.ts';

/** What a call speaks for. */
export type Weighed = {
  readonly suggestion: Suggestion;
  readonly customer: TicketCustomer;
  readonly began: Instant;
  /** the level that the person chose, or null */
  readonly chosen: Level | null;
};

/** The level with its reason, and the promise to be read aloud. */
export function says(deps: DeskDeps, ask: Ask, { weighed }: { readonly weighed: Weighed | null }): Html {
  const { levels } = deps.policy;
  if (weighed === null)
    return html`<section class="card" id="says" aria-live="polite">
      <h2>Level</h2>
      <p class="soft">It stands here as soon as you write what happened, or say whether people can work.</p>
    </section>`;
  const { suggestion, customer, chosen } = weighed;
  const level = chosen ?? suggestion.level;
  return html`<section class="card" id="says" aria-live="polite">
    <h2>Level</h2>
    <p>${levelSign(level, chosen !== null, levels)} <strong>${levels[level].name}</strong></p>
    <p class="soft small">
      ${chosen === null ? null : `You chose it. ${chosen === suggestion.level ? 'The rules say the same' : `The rules say ${suggestion.level}`}: `}${suggestion.because}
    </p>
    <h3>Say</h3>
    ${
      isOutside(customer.cover)
        ? html`<p class="problem now">
              ▲
              ${customer.customer === null ? 'No customer is picked, or none is known' : 'No agreement of this customer is in force'}:
              promise no time.
            </p>
            <blockquote>A person looks at it and gets back to you.</blockquote>`
        : html`<blockquote>${promiseOf(deps, ask, level, weighed.began)}</blockquote>`
    }
  </section>`;
}

/** The sentence to be read aloud: what the clock will hold. */
function promiseOf(deps: DeskDeps, { now, zone }: Ask, level: Level, began: Instant): string {
  const { by } = callBackOf(level, began, deps.acts.terms.current, now);
  if (by === null) return `We call you back ${deps.policy.levels[level].callBack}.`;
  return by <= now ? 'We call you back as soon as we can.' : `We call you back by ${spokenIn(zone).instant(by, now)}.`;
}
