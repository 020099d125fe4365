import { createLog } from '../lib/log.ts';
import { openFaxReader } from '../serve/faxes.ts';
import type { Loaded } from '../settings.ts';
import { faxFiles, type FaxDeps } from './fax.ts';

/** Reads fax documents with the real reader in its processes. Resolves to the number that could not be read. */
export async function runFax(
  files: readonly string[],
  { settings }: Loaded,
  shell: Pick<FaxDeps, 'json' | 'print' | 'complain'>,
): Promise<number> {
  const reader = openFaxReader(settings, createLog('silent'));
  const atOnce = settings.fax.reading.pages_at_once;
  try {
    return await faxFiles(files, { read: (document) => reader.read(document), atOnce, ...shell });
  } finally {
    await reader.close();
  }
}
