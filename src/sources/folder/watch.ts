import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';

import { sentenceOf } from '../../lib/fault.ts';
import type { Log } from '../../lib/log.ts';

const SETTLE_MS = 100; // a file makes several events as it is written; one look serves them all

/**
 * Calls `changed` soon after something changed in a folder, or in the `new` and `cur` of a Maildir. It only shortens the
 * wait: where watching is not possible (network shares, no watches left) the poll finds everything all the same.
 */
export function watchFolder(path: string, changed: () => void, log: Log): () => void {
  let pending: NodeJS.Timeout | undefined;
  const onChange = (): void => {
    pending ??= setTimeout(() => {
      pending = undefined;
      changed();
    }, SETTLE_MS);
  };
  const watchers = [path, join(path, 'new'), join(path, 'cur')].map((folder) => tryWatch(folder, onChange, log));
  return () => {
    clearTimeout(pending);
    for (const watcher of watchers) watcher?.close();
  };
}

function tryWatch(folder: string, onChange: () => void, log: Log): FSWatcher | null {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', (error) =>
      log.debug({ folder, reason: sentenceOf(error) }, 'watching ended; the poll goes on'),
    );
    return watcher;
  } catch {
    return null; // not there, or not to be watched
  }
}
