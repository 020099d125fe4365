import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import type { z } from 'zod';
import { check, sentences } from './check.ts';
import { SettingsError, type Problem } from './problem.ts';
import { readSheet } from './yaml.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A settings file that was read and found right. */
export type SettingsFile<T> = {
  readonly value: T;
  /** Throws a SettingsError when there are problems, each with its place: those that only another file can show. */
  readonly refuse: (problems: readonly Problem[]) => void;
};

/** Reads files of one office: paths are shown from `cwd`, `!env` takes from `env`. */
export function reader(cwd: string, env: Env) {
  return async <S extends z.ZodType>(
    path: string,
    shape: S,
    cross?: (value: z.output<S>) => readonly Problem[],
  ): Promise<SettingsFile<z.output<S>>> => {
    const shown = shownAs(path, cwd);
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new SettingsError([
        `${shown}: this settings file cannot be read (${error.code ?? error.message}); name one with --config FILE or POSTROOM_CONFIG`,
      ]);
    });
    const sheet = readSheet(text, resolve(path, '..'), env);
    return {
      value: check(shown, sheet, shape, cross),
      refuse: (problems) => {
        if (problems.length > 0) throw new SettingsError(sentences(shown, sheet, problems));
      },
    };
  };
}

function shownAs(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near === '' || near.startsWith('..') || isAbsolute(near) ? path : near;
}
