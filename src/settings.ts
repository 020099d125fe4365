import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import process from 'node:process';
import type { z } from 'zod';
import type { Policy } from './domain/policy.ts';
import { check } from './settings/check.ts';
import { crossChecks } from './settings/cross.ts';
import { findPlaces, sibling, type Places } from './settings/places.ts';
import { rulesShape, supportPolicyShape } from './settings/policy-shape.ts';
import { buildPolicy } from './settings/policy.ts';
import { SettingsError, type Problem } from './settings/problem.ts';
import { expected, mapLeaves, shapeAt } from './settings/schema.ts';
import { settingsShape, type Settings } from './settings/shape.ts';
import { readSheet } from './settings/yaml.ts';

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
  /** for tests only: the numbered point at which the process kills itself (POSTROOM_KILL_AT), or null */
  readonly killAt: number | null;
};

/**
 * Reads postroom.yaml, support-policy.yaml and rules.yaml, and the environment. Everything is checked here, so that
 * nothing is found missing at night; the result is frozen. Throws a SettingsError that lists every problem.
 */
export async function loadSettings({
  file,
  env = process.env,
  cwd = process.cwd(),
}: { readonly file?: string | undefined; readonly env?: Env; readonly cwd?: string } = {}): Promise<Loaded> {
  const places = findPlaces(file, env['POSTROOM_CONFIG'], cwd);
  const read = <S extends z.ZodType>(
    path: string,
    shape: S,
    cross?: (value: z.output<S>) => readonly Problem[],
  ): Promise<z.output<S>> => readFileAs(path, cwd, env, shape, cross);

  const written = await read(places.file, settingsShape, crossChecks);
  const settings = withPaths(overridden(written, env), places);
  const support = await read(sibling(places, settings.policy_file, 'support-policy.yaml'), supportPolicyShape);
  const rules = await read(sibling(places, settings.rules_file, 'rules.yaml'), rulesShape);
  return deepFreeze({
    settings,
    policy: buildPolicy(settings, support, rules),
    zone: support.service_hours.zone,
    templatesDir: sibling(places, settings.templates_dir, 'templates'),
    configDir: places.configDir,
    killAt: wholeNumber(env['POSTROOM_KILL_AT']),
  });
}

/** The settings as they may be shown to people: secrets appear as `[set]`. */
export function redacted(settings: Settings): unknown {
  return mapLeaves(settingsShape, settings, (leaf, mark) => (mark.secret === true && leaf !== null ? '[set]' : leaf));
}

async function readFileAs<S extends z.ZodType>(
  path: string,
  cwd: string,
  env: Env,
  shape: S,
  cross?: (value: z.output<S>) => readonly Problem[],
): Promise<z.output<S>> {
  const shown = shownAs(path, cwd);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new SettingsError([
      `${shown}: this settings file cannot be read (${error.code ?? error.message}); name one with --config FILE or POSTROOM_CONFIG`,
    ]);
  });
  return check(shown, readSheet(text, resolve(path, '..'), env), shape, cross);
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

function shownAs(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near === '' || near.startsWith('..') || isAbsolute(near) ? path : near;
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/u.test(text) ? Number(text) : null;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
