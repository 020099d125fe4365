import { compileCalendar } from '../../domain/calendar/compile.ts';
import type { Hours, Weekday } from '../../domain/calendar.ts';
import { LEVELS } from '../../domain/level.ts';
import type { Target, Terms } from '../../domain/promise/terms.ts';
import { sayTime } from '../../domain/say-time.ts';
import type { Loaded } from '../../settings.ts';
import { ok, warning, type Finding } from './check.ts';

/** Says in words what is promised and by which hours it is counted, and what of it will hardly work as it was meant. */
export async function checkPromises({ policy: { terms }, warnings }: Loaded, now: number): Promise<readonly Finding[]> {
  const { calendar } = terms;
  const service = compileCalendar(calendar);
  const opening = service.nextOpening(now);
  const next =
    opening === null
      ? ''
      : service.isOpen(now)
        ? ', open now'
        : `, opens ${sayTime(opening, { now, zone: calendar.timezone })}`;
  return [
    ok('service hours', `${weekInWords(calendar.weekly)} ${calendar.timezone}${next}; promises count in these hours`),
    ...LEVELS.map((level) => ok(`level ${level}`, levelInWords(terms, level))),
    ...warnings.map((sentence) => {
      const [what, ...todo] = sentence.split('; ');
      return warning('promises', what!, todo.join('; '));
    }),
  ];
}

function levelInWords({ levels, rungsAfterBreach }: Terms, level: keyof Terms['levels']): string {
  const { callBack, update, resolution, unnumberedRungs } = levels[level];
  const rungs = rungsAfterBreach.map((times) => Math.round(times * (callBack.minutes ?? 0)));
  return [
    `call back in ${inWords(callBack)}`,
    update.minutes === null ? 'no updates promised' : `update every ${inWords(update)}`,
    resolution.minutes === null ? 'solution without a number' : `solution in ${inWords(resolution)}`,
    ...(unnumberedRungs.length === 0
      ? []
      : [`up the ladder after ${unnumberedRungs.map(duration).join(', ')} of work`]),
    rungs.length === 0
      ? 'nobody is told of a breach'
      : `a breach goes up the ladder ${rungs.map((minutes) => (minutes === 0 ? 'at once' : `+${duration(minutes)}`)).join(', ')}`,
  ].join(', ');
}

function inWords({ minutes, clock }: Target): string {
  return `${duration(minutes ?? 0)}${clock === 'calendar' ? ' by the calendar' : ''}`;
}

function duration(minutes: number): string {
  const [h, min] = [Math.floor(minutes / 60), minutes % 60];
  return [h > 0 ? `${h} h` : '', min > 0 || h === 0 ? `${min} min` : ''].filter((part) => part !== '').join(' ');
}

/** `Mon-Thu 08:00-18:00, Fri 08:00-12:00 13:00-16:00`: days with equal hours are joined. */
export function weekInWords(weekly: Readonly<Record<Weekday, Hours>>): string {
  const runs: { first: string; last: string; hours: string }[] = [];
  for (const [day, intervals] of Object.entries(weekly)) {
    const hours = intervals.map(([open, close]) => `${open}-${close}`).join(' ');
    const name = day.charAt(0).toUpperCase() + day.slice(1);
    const run = runs.at(-1);
    if (run?.hours === hours) run.last = name;
    else runs.push({ first: name, last: name, hours });
  }
  return runs
    .filter(({ hours }) => hours !== '')
    .map(({ first, last, hours }) => `${first === last ? first : `${first}-${last}`} ${hours}`)
    .join(', ');
}
