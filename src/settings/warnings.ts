import type { Calendar } from '../domain/calendar.ts';
import { alwaysOpen, compileCalendar } from '../domain/calendar/compile.ts';
import { LEVELS } from '../domain/level.ts';
import type { Target, Terms } from '../domain/promise/terms.ts';
import { sayTime } from '../domain/say-time.ts';
import type { Staff } from '../domain/staff.ts';
import { takes } from '../domain/staff/choose.ts';
import { DAY, MINUTE, type Instant } from '../domain/time.ts';
import type { Settings } from './shape.ts';

/** How far ahead a broken order of promises is looked for, days: a year has every holiday and both changes of the clock. */
const AHEAD = 366;
/** Steps of that search, minutes: hours begin and end on the quarter of an hour. */
const STEP = 15;

/** What will work, but hardly as it was meant. Each is one sentence: what is so; and, after a semicolon, what to do. */
export function warningsOf(settings: Settings, terms: Terms, staff: Staff, now: Instant): readonly string[] {
  return [...orderWarnings(terms, now), ...staffWarnings(settings, terms, staff), ...urlWarnings(settings)];
}

/** Levels whose solution can be due before their call-back, each with an example. */
function orderWarnings(terms: Terms, now: Instant): readonly string[] {
  const business = compileCalendar(terms.calendar);
  const always = alwaysOpen();
  const due = ({ minutes, clock }: Target, at: Instant): Instant | null =>
    (clock === 'business' ? business : always).due(at, minutes);
  return LEVELS.flatMap((level) => {
    const { callBack, resolution } = terms.levels[level];
    const at = firstUpsideDown(business, now, callBack, resolution, due);
    if (at === null) return [];
    const [came, solved, called] = [at, due(resolution, at)!, due(callBack, at)!].map((moment) =>
      sayTime(moment, { now, zone: terms.calendar.timezone }),
    );
    return [
      `level ${level}: a solution can be due before the call-back (a request of ${came} would have to be solved by ${solved} and called back by ${called}); use more resolution_minutes, or the same clock for both`,
    ];
  });
}

function firstUpsideDown(
  business: Calendar,
  now: Instant,
  callBack: Target,
  resolution: Target,
  due: (target: Target, at: Instant) => Instant | null,
): Instant | null {
  if (callBack.minutes === null || resolution.minutes === null) return null;
  const sooner = resolution.minutes < callBack.minutes;
  if (!sooner && (callBack.clock === resolution.clock || resolution.clock === 'business')) return null; // cannot be
  // from an opening on, for an example that people recognise
  const from = Math.floor((business.nextOpening(now) ?? now) / MINUTE) * MINUTE;
  for (let at = from; at < from + AHEAD * DAY; at += STEP * MINUTE) {
    const [solved, called] = [due(resolution, at), due(callBack, at)];
    if (solved !== null && called !== null && solved < called) return at;
  }
  return null;
}

function staffWarnings(settings: Settings, terms: Terms, { people, ladder }: Staff): readonly string[] {
  if (people.length === 0) return ['nobody is told about tickets; name people in people.yaml'];
  const steps = Math.max(
    terms.rungsAfterBreach.length,
    ...LEVELS.map((level) => terms.levels[level].unnumberedRungs.length),
  );
  const noMobile = settings.send.sms !== null && people.every(({ mobile }) => mobile === null);
  return [
    ...(noMobile
      ? ['send.sms is set, but nobody in people.yaml has a mobile number; give one, or leave send.sms out']
      : []),
    ...settings.mailboxes
      .filter(({ id }) => !people.some((person) => takes(person, id)))
      .map(
        ({ id }) => `no rep takes mailbox ${id}, so its tickets go to reps of others; give it to one in people.yaml`,
      ),
    ...ladder
      .filter((rung) => rung.people.length === 0)
      .map(({ title }) => `nobody stands on the rung "${title}"; name somebody in the ladder of people.yaml`),
    ...(steps > ladder.length
      ? [
          `support-policy.yaml escalates in ${steps} steps, but the ladder has ${ladder.length}, so managers are told instead; add rungs in people.yaml, or take steps away`,
        ]
      : []),
  ];
}

/** What never leaves the machine needs no encryption. */
function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}

function urlWarnings({ public_url: url }: Settings): readonly string[] {
  if (url === null || !url.startsWith('http:') || isThisMachine(new URL(url).hostname)) return [];
  return ['public_url is not encrypted, so action links can be read on their way; put a proxy with https:// before it'];
}
