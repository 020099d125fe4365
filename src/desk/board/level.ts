import type { Level } from '../../domain/level.ts';
import type { Policy } from '../../domain/policy.ts';
import { html, type Html } from '../../lib/html.ts';

/** The level under which a promise is counted, whoever said it: a digit in a frame, with its name. */
export function levelDigit(level: Level, { levels }: Pick<Policy, 'levels'>): Html {
  const says = `Level ${level}, ${levels[level].name}`;
  return html`<span class="digit" title="${says}"
    ><span aria-hidden="true">${level}</span><span class="sr">${says}</span></span
  >`;
}
