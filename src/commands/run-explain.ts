import { createPriorities } from '../domain/priority/priorities.ts';
import { suggestLevel } from '../domain/priority/suggest.ts';
import { createReader, readHeaderOnly } from '../format/email.ts';
import { createLog } from '../lib/log.ts';
import type { Loaded } from '../settings.ts';
import { explain } from './explain.ts';

/** Explains messages with the real reader in its worker. Resolves to the number that could not even be opened. */
export async function runExplain(
  paths: readonly string[],
  { settings, policy }: Loaded,
  json: boolean,
  print: (line: string) => void,
): Promise<number> {
  const { limits } = settings;
  const reader = createReader({
    workers: limits.read_workers,
    seconds: limits.read_seconds,
    heapMb: limits.read_heap_mb,
    log: createLog('silent'),
  });
  const priorities = createPriorities(policy);
  try {
    const { failed } = await explain(paths, {
      policy,
      json,
      print,
      readHeaderOnly,
      suggest: (request) => suggestLevel(request, priorities),
      read: (raw) => reader.read(raw, null),
      now: Date.now(),
    });
    return failed;
  } finally {
    await reader.close();
  }
}
