import { existsSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { UPKEEP_MS, upkeep } from './upkeep.ts';
import { createWire } from './wire.ts';

/** What the owner starts this thread with. */
export type Job = { readonly cluster: string; readonly socket: string };

/** 8 MB halve the memory of the process against the default of 128; the operating system caches the files anyway. */
const CONFIGURATION = [
  'shared_buffers = 8MB',
  'min_wal_size = 32MB',
  'max_wal_size = 128MB',
  'max_wal_senders = 0',
  'wal_level = minimal',
];

const { cluster, socket } = workerData as Job;
let changed = false;

if (!existsSync(join(cluster, 'PG_VERSION'))) await createCluster();
const db = await PGlite.create({ dataDir: cluster, postgresqlconf: CONFIGURATION });
const wire = createWire(
  async (messages, onAnswer) => {
    changed = true;
    await db.execProtocolRawStream(messages, { onRawData: onAnswer });
  },
  (error) => {
    throw error; // unhandled: ends this thread, and the owner hears why
  },
);
const server = createServer((client) => wire.accept(client));
rmSync(socket, { force: true }); // left by an owner that was killed; the lock says it is gone
server.listen(socket, () => parentPort!.postMessage('ready'));

setInterval(() => {
  if (changed) wire.between(() => upkeep(db).catch(() => {})); // in vain perhaps for want of room; comes again
  changed = false;
}, UPKEEP_MS);

parentPort!.once('message', () => {
  server.close();
  wire.close();
  wire.between(async () => {
    await db.close();
    process.exit(0); // of a worker: ends the thread
  });
});

/** Under another name first: a cluster that was being copied when the process was killed would pass for a whole one. */
async function createCluster(): Promise<void> {
  const unfinished = `${cluster}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  await (await PGlite.create({ dataDir: unfinished, postgresqlconf: CONFIGURATION })).close();
  rmSync(cluster, { recursive: true, force: true });
  renameSync(unfinished, cluster);
}
