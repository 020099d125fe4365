import type { Level } from '../domain/level.ts';
import type { Policy } from '../domain/policy.ts';
import type { Risk } from '../domain/promise/risk.ts';
import { sayTime } from '../domain/say-time.ts';
import type { Staff } from '../domain/staff.ts';
import type { Instant } from '../domain/time.ts';
import { html, type Html } from '../lib/html.ts';

/** How near a promise is, by sign and word; the colour only repeats it. */
const RISKS: Readonly<Record<Risk, string>> = {
  late: '■ Late',
  now: '▲ Now',
  soon: '◆ Soon',
  on_time: '● On time',
  waiting: '‖ Waiting',
  none: '○ Open',
};

/** The sign of a risk. */
export function riskSign(risk: Risk): Html {
  return html`<span class="tone ${risk}">${RISKS[risk]}</span>`;
}

/** A level as a digit in a frame: dashed and with a question mark while only the rules say it. */
export function levelSign(level: Level, isConfirmed: boolean, levels: Policy['levels']): Html {
  const look = `digit${isConfirmed ? '' : ' guess'}${level === 1 && isConfirmed ? ' gravest' : ''}`;
  const says = `Level ${level}, ${levels[level].name}, ${isConfirmed ? 'confirmed' : 'suggested'}`;
  return html`<span class="${look}" title="${says}"
    ><span aria-hidden="true">${level}${isConfirmed ? '' : '?'}</span><span class="sr">${says}</span></span
  >`;
}

/** A point in time, in the zone of the service hours, for people and for programs. */
export function timeOf(at: Instant, when: { readonly now: Instant; readonly zone: string }): Html {
  return html`<time datetime="${new Date(at).toISOString()}">${sayTime(at, when)}</time>`;
}

/** A person's name by their id. */
export function nameOf({ people }: Staff, id: string | null): string {
  if (id === null) return 'nobody';
  return people.find((person) => person.id === id)?.name ?? id;
}

/** The way in of a ticket, as a sign and a word. */
export function channelSign(channel: 'email' | 'fax' | 'phone'): Html {
  const [sign, word] = { email: ['✉', 'mail'], fax: ['▤', 'fax'], phone: ['☎', 'phone'] }[channel] as [string, string];
  return html`<span class="nowrap"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** Bytes as people count them: `12 kB`. */
export function sayBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Text as it was written, line by line, in either direction. */
export function textBlock(text: string | Html | readonly (string | Html)[]): Html {
  return html`<pre class="text" dir="auto">${text}</pre>`;
}
