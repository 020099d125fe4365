import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadSettings, SettingsError, type Loaded } from '../../src/settings.ts';

export const BOX =
  'mailboxes: [{ id: support, address: support@example.com, aliases: [help@example.com] }, { id: sales, address: sales@example.com }]\n';

/** Tuesday, 10 AM in New York */
export const NOW = Date.UTC(2026, 3, 7, 14);

/** The files of config/ in a folder of their own, as they are loaded; `postroom.yaml` has two mailboxes when it is not given. */
export async function office(
  files: Readonly<Record<string, string>>,
  env: Record<string, string> = {},
): Promise<Loaded> {
  const cwd = await mkdtemp(join(tmpdir(), 'office-'));
  onTestFinished(() => rm(cwd, { recursive: true }));
  for (const [name, text] of Object.entries({ 'postroom.yaml': BOX, ...files })) {
    const path = join(cwd, 'config', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return loadSettings({ env, cwd, now: NOW });
}

/** What is wrong with the files. */
export async function problemsOf(
  files: Readonly<Record<string, string>>,
  env: Record<string, string> = {},
): Promise<readonly string[]> {
  const error = await office(files, env).catch((caught: unknown) => caught);
  return error instanceof SettingsError ? error.problems : [`no SettingsError but ${String(error)}`];
}
