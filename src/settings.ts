import { resolve } from 'node:path';
import process from 'node:process';
import type { Policy } from './domain/policy.ts';
import { crossChecks } from './settings/cross.ts';
import { faxProfilesShape } from './settings/fax-profiles-shape.ts';
import { buildFaxProfiles, faxProfilesProblems } from './settings/fax-profiles.ts';
import { peopleProblems, tokenProblems } from './settings/people-cross.ts';
import { peopleShape } from './settings/people-shape.ts';
import { buildStaff } from './settings/people.ts';
import { findPlaces, sibling, type Places } from './settings/places.ts';
import { policyProblems } from './settings/policy-cross.ts';
import { supportPolicyShape } from './settings/policy-shape.ts';
import { buildPolicy, buildTable } from './settings/policy.ts';
import { SettingsError } from './settings/problem.ts';
import { reader } from './settings/read.ts';
import { regionalHolidays } from './settings/regional.ts';
import { buildRules, rulesProblems, rulesShape } from './settings/rules-shape.ts';
import { expected, mapLeaves, shapeAt } from './settings/schema.ts';
import { settingsShape, type Settings } from './settings/shape.ts';
import { buildTerms } from './settings/terms.ts';
import { warningsOf } from './settings/warnings.ts';

export { SettingsError } from './settings/problem.ts';

type Env = Readonly<Record<string, string | undefined>>;

export type Loaded = {
  readonly settings: Settings;
  readonly policy: Policy;
  readonly templatesDir: string;
  /** IANA zone of the service hours, in which customers are told times */
  readonly zone: string;
  /** the folder of postroom.yaml */
  readonly configDir: string;
  /** the files that say which words make which level; they may change while a gateway runs (see `loadDeciding`) */
  readonly deciding: DecidingFiles;
  /** for tests only: the numbered point at which the process kills itself (POSTROOM_KILL_AT), or null */
  readonly killAt: number | null;
  /** what will work, but hardly as it was meant: `what is so; what to do` */
  readonly warnings: readonly string[];
  /** what the holidays of the region are called, by date */
  readonly holidayNames: Readonly<Record<string, string>>;
};

export type DecidingFiles = { readonly rules: string; readonly policy: string };

/**
 * Reads anew what a level is decided by: the rules, and the decision table of the support policy. The promises of that
 * file are left as they are: they are pinned to tickets, and change with a restart. Throws a SettingsError.
 */
export async function loadDeciding(
  files: DecidingFiles,
  { env = process.env, cwd = process.cwd() }: { readonly env?: Env; readonly cwd?: string } = {},
): Promise<Pick<Policy, 'rules' | 'decisionTable'>> {
  const read = reader(cwd, env);
  const rules = await read(files.rules, rulesShape, rulesProblems);
  const support = await read(files.policy, supportPolicyShape, (written) => policyProblems(written, Date.now()));
  return deepFreeze({ rules: buildRules(rules.value), decisionTable: buildTable(support.value) });
}

/**
 * Reads postroom.yaml, support-policy.yaml, rules.yaml, people.yaml and fax-profiles.yaml, and the environment. Everything is checked here,
 * so that nothing is found missing at night; the result is frozen. Throws a SettingsError that lists every problem.
 * `now` decides which years' holidays are looked up, and whether hours still come.
 */
export async function loadSettings({
  file,
  env = process.env,
  cwd = process.cwd(),
  now = Date.now(),
}: {
  readonly file?: string | undefined;
  readonly env?: Env;
  readonly cwd?: string;
  readonly now?: number;
} = {}): Promise<Loaded> {
  const places = findPlaces(file, env['POSTROOM_CONFIG'], cwd);
  const read = reader(cwd, env);

  const main = await read(places.file, settingsShape, crossChecks);
  const settings = withPaths(overridden(main.value, env), places);
  const deciding: DecidingFiles = {
    rules: sibling(places, settings.rules_file, 'rules.yaml'),
    policy: sibling(places, settings.policy_file, 'support-policy.yaml'),
  };
  const support = await read(deciding.policy, supportPolicyShape, (written) => policyProblems(written, now));
  const rules = await read(deciding.rules, rulesShape, rulesProblems);
  const profiles = await read(
    sibling(places, settings.fax.profiles_file, 'fax-profiles.yaml'),
    faxProfilesShape,
    (written) => faxProfilesProblems(written, settings.mailboxes),
  );
  const faxProfiles = buildFaxProfiles(profiles.value);
  const holidayNames = await regionalHolidays(support, now);
  const terms = buildTerms(support.value, Object.keys(holidayNames));
  const people = await read(sibling(places, settings.people_file, 'people.yaml'), peopleShape, (written) =>
    peopleProblems(written, settings, terms.calendar, now),
  );
  main.refuse(tokenProblems(settings, people.value));
  const staff = buildStaff(people.value, terms.calendar);
  return deepFreeze({
    settings,
    policy: buildPolicy(settings, support.value, buildRules(rules.value), { terms, staff, faxProfiles }),
    zone: support.value.service_hours.zone,
    templatesDir: sibling(places, settings.templates_dir, 'templates'),
    configDir: places.configDir,
    deciding,
    killAt: wholeNumber(env['POSTROOM_KILL_AT']),
    warnings: warningsOf(settings, terms, staff, now),
    holidayNames,
  });
}

/** The settings as they may be shown to people: secrets appear as `[set]`. */
export function redacted(settings: Settings): unknown {
  return mapLeaves(settingsShape, settings, (leaf, mark) => (mark.secret === true && leaf !== null ? '[set]' : leaf));
}

/** The few settings that the environment may decide, for containers. */
function overridden(settings: Settings, env: Env): Settings {
  const chosen = { log_level: env['POSTROOM_LOG_LEVEL'], url: env['POSTROOM_DATABASE_URL'] };
  const parsed = settingsShape.safeParse({
    ...settings,
    ...(chosen.log_level ? { log_level: chosen.log_level } : {}),
    ...(chosen.url ? { database: { ...settings.database, url: chosen.url } } : {}),
  });
  if (parsed.success) return parsed.data;
  throw new SettingsError(
    parsed.error.issues.map((issue) =>
      issue.path[0] === 'database'
        ? `POSTROOM_DATABASE_URL: this value is not possible; ${issue.message}`
        : `POSTROOM_LOG_LEVEL: "${chosen.log_level}" is not possible; use ${expected(shapeAt(settingsShape, ['log_level']))}`,
    ),
  );
}

function withPaths(settings: Settings, places: Places): Settings {
  return mapLeaves(settingsShape, settings, (leaf, mark) => {
    if (typeof leaf !== 'string' || mark.path === undefined) return leaf;
    return resolve(mark.path === 'config' ? places.configDir : places.base, leaf);
  }) as Settings;
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/u.test(text) ? Number(text) : null;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
