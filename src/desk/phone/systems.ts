import { systemOf } from '../../domain/call.ts';
import { dayIn, type CustomerSystem } from '../../domain/customer.ts';
import { sayDay } from '../../domain/say-time.ts';
import { html, type Html } from '../../lib/html.ts';
import type { Ask } from '../desk.ts';
import { valueOfSystem } from './form.ts';
import type { PhoneView } from './view.ts';

/**
 * Which system it is about: production or test, or one of the customer's own by its name. "Not said" takes an answer back; it does not
 * stand there picked, so that Tab leads to the first answer.
 */
export function systemPicks(ask: Ask, { typed, caller }: Pick<PhoneView, 'typed' | 'caller'>): Html {
  const day = dayIn(ask.zone, ask.now);
  const named = (caller?.systems ?? []).map((system) => ({
    value: valueOfSystem(system.name),
    words: `${system.name}, ${kindOf(system, day)}`,
  }));
  const all = [
    { value: 'production', words: 'Production' },
    { value: 'test', words: 'Test' },
    ...named,
    { value: '', words: 'Not said' },
  ];
  return html`<fieldset class="picks" id="systems">
    <legend>Which system?</legend>
    ${all.map(
      ({ value, words }) =>
        html`<label class="pick"
          ><input
            type="radio"
            name="system"
            value="${value}"
            ${value !== '' && value === typed.system ? html` checked` : null}
          />
          <span dir="auto">${words}</span></label
        > `,
    )}
  </fieldset>`;
}

function kindOf(system: CustomerSystem, day: string): string {
  const { environment, goLive } = system;
  const isAhead = goLive !== null && goLive > day;
  return `${systemOf(system, day) === 'test' && environment === 'production' ? 'not live yet' : environment}${isAhead ? `, goes live ${sayDay(Temporal.PlainDate.from(goLive))}` : ''}`;
}
