import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The config/ folder that came with the program; the same from src/ and from dist/. */
const PACKAGED = fileURLToPath(new URL('../../config', import.meta.url));

export type Places = {
  readonly file: string;
  readonly configDir: string;
  /** what data paths are relative to: never the folder a service happens to be started in, unless the packaged settings are used */
  readonly base: string;
};

/** Finds the settings: --config FILE, else $POSTROOM_CONFIG, else ./config/postroom.yaml, else the packaged ones. */
export function findPlaces(file: string | undefined, named: string | undefined, cwd: string): Places {
  const chosen = file ?? (named || undefined);
  const local = join(cwd, 'config', 'postroom.yaml');
  const found =
    chosen !== undefined ? resolve(cwd, chosen) : existsSync(local) ? local : join(PACKAGED, 'postroom.yaml');
  const configDir = dirname(found);
  const base = chosen === undefined ? cwd : basename(configDir) === 'config' ? dirname(configDir) : configDir;
  return { file: found, configDir, base };
}

/** A file or folder that may lie beside postroom.yaml: the one named, else the one there, else the packaged one. */
export function sibling(places: Places, named: string | null, name: string): string {
  if (named !== null) return named;
  const beside = join(places.configDir, name);
  return existsSync(beside) ? beside : join(PACKAGED, name);
}
