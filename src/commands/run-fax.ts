import { createFaxReader } from '../format/fax/pool.ts';
import { createLog } from '../lib/log.ts';
import type { Loaded } from '../settings.ts';
import { faxFiles, type FaxDeps } from './fax.ts';

/** Reads fax documents with the real reader in its processes. Resolves to the number that could not be read. */
export async function runFax(
  files: readonly string[],
  { settings }: Loaded,
  shell: Pick<FaxDeps, 'json' | 'print' | 'complain'>,
): Promise<number> {
  const { reading } = settings.fax;
  const reader = createFaxReader({
    processes: reading.pages_at_once,
    heapMb: reading.heap_mb,
    engine: reading.engine,
    languages: reading.languages,
    limits: { maxBytes: reading.max_bytes, maxPages: reading.max_pages, maxPagePixels: reading.max_page_pixels },
    page: { seconds: reading.page_seconds, personBelow: reading.person_below },
    log: createLog('silent'),
  });
  try {
    return await faxFiles(files, {
      read: (document) => reader.read(document),
      atOnce: reading.pages_at_once,
      ...shell,
    });
  } finally {
    await reader.close();
  }
}
