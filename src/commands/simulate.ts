import type { Instant } from '../domain/time.ts';
import { DAY, HOUR } from '../domain/time.ts';
import { permanent } from '../lib/fault.ts';
import type { Loaded } from '../settings.ts';
import { openStore } from '../store/open.ts';
import { progressBar } from './progress.ts';
import { madeUpStaff, openModel } from './simulate/house.ts';
import { randomFrom } from './simulate/random.ts';
import { MANNER } from './simulate/reps.ts';
import { reportOf, type Report } from './simulate/report.ts';
import { run, type Clock } from './simulate/run.ts';
import { fromCsv, fromHistory, madeUp, movedTo, type Arrival } from './simulate/traffic.ts';
import { inWords } from './simulate/words.ts';

export type SimulateOptions = {
  readonly days: number;
  /** a CSV file, `history`, or undefined for made-up traffic */
  readonly from: string | undefined;
  readonly seed: number;
  /** local date of the first day; undefined: that of the first mail of a file, else next Monday */
  readonly start: string | undefined;
};

/** Runs days of traffic through a model of this office: its policy, its rules, its people; nothing of it is touched, and nothing is sent. */
export async function simulate(
  options: SimulateOptions,
  given: Loaded,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ readonly report: Report; readonly words: readonly string[] }> {
  const { days } = options;
  if (!Number.isInteger(days) || days < 1 || days > 366) throw permanent('--days must be a whole number from 1 to 366');
  if (!Number.isInteger(options.seed)) throw permanent('--seed must be a whole number');
  const isMadeUp = given.policy.staff.people.length === 0;
  const loaded = isMadeUp ? { ...given, policy: { ...given.policy, staff: madeUpStaff(given) } } : given;
  const file =
    options.from === undefined || options.from === 'history' ? null : await fromCsv(options.from, loaded.zone);
  const from = beginning(options.start, loaded.zone, file?.[0]?.at ?? null);
  const csv = file === null ? null : movedTo(from, file, loaded.zone);
  const until = from + days * DAY;
  const clock: Clock = { at: from };
  const random = randomFrom(options.seed);
  const model = await openModel(loaded, () => clock.at);
  const bar = progressBar(days * 24, 'hours');
  let shown = 0;
  try {
    const business = model.house.terms.current.business;
    const arrivals =
      csv ?? (options.from === 'history' ? await history(given, days, from) : madeUp(from, until, business, random));
    const loads = await run(model.house, clock, {
      arrivals: arrivals.filter(({ at }) => at < until),
      until,
      random,
      manner: MANNER,
      signal,
      onProgress: (at) => {
        const hours = Math.floor((at - from) / HOUR);
        bar.step(hours - shown);
        shown = hours;
      },
    });
    bar.stop();
    const report = await reportOf(model.house, { from, until }, loads);
    const notes = isMadeUp
      ? ['The settings name nobody, so three reps and a ladder were made up; name yours in people.yaml.']
      : [];
    return { report, words: inWords(report, loaded.policy.levels, notes) };
  } finally {
    bar.stop();
    await model.close();
  }
}

async function history({ settings }: Loaded, days: number, start: Instant): Promise<readonly Arrival[]> {
  const store = await openStore({ url: settings.database.url, connections: 2, dataDir: settings.data_dir });
  try {
    return await fromHistory(store.db, days, start, Date.now());
  } finally {
    await store.close();
  }
}

/** Midnight of the first day. */
function beginning(start: string | undefined, zone: string, firstMail: Instant | null): Instant {
  const day = start === undefined ? dayOf(firstMail, zone) : plainDate(start);
  return day.toZonedDateTime({ timeZone: zone }).epochMilliseconds;
}

function dayOf(firstMail: Instant | null, zone: string): Temporal.PlainDate {
  if (firstMail !== null)
    return Temporal.Instant.fromEpochMilliseconds(firstMail).toZonedDateTimeISO(zone).toPlainDate();
  const today = Temporal.Now.plainDateISO(zone);
  return today.add({ days: 8 - today.dayOfWeek });
}

function plainDate(text: string): Temporal.PlainDate {
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    throw permanent(`--start "${text}" is no date; write it as 2026-11-30`);
  }
}
