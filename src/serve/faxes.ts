import { createFaxReader } from '../format/fax/pool.ts';
import { startLoop, type Loop } from '../lib/loop.ts';
import type { Log } from '../lib/log.ts';
import type { House } from '../serve.ts';
import type { Settings } from '../settings/shape.ts';
import { readFaxBatch, type ReadFaxDeps } from '../stages/read-fax.ts';

/** The reader of faxes as the settings want it; its processes start with the first fax. */
export function openFaxReader({ fax: { reading } }: Settings, log: Log): ReturnType<typeof createFaxReader> {
  return createFaxReader({
    engine: reading.engine,
    languages: reading.languages,
    limits: { maxBytes: reading.max_bytes, maxPages: reading.max_pages, maxPagePixels: reading.max_page_pixels },
    page: { seconds: reading.page_seconds, personBelow: reading.person_below },
    processes: reading.pages_at_once,
    heapMb: reading.heap_mb,
    log,
  });
}

/** How the documents of this house are read. */
export function faxReading(
  { loaded: { settings }, store, blobs, log, now }: Pick<House, 'loaded' | 'store' | 'blobs' | 'log' | 'now'>,
  { reader, onRead }: Pick<ReadFaxDeps, 'reader' | 'onRead'>,
): ReadFaxDeps {
  const { lease_ms: leaseMs, attempts, retry_ms: retryMs } = settings.work;
  return {
    db: store.db,
    blobs,
    reader,
    work: { leaseMs, attempts, retryMs },
    phoneCountry: settings.phone_country,
    onRead,
    now,
    log,
  };
}

/** Reads what waits, as many documents side by side as pages may be; woken when one is written down. */
export async function startFaxReading(
  house: House,
  signal: AbortSignal,
): Promise<{ readonly loops: readonly Loop[]; stop(): Promise<void> }> {
  const { settings } = house.loaded;
  const loops = Array.from({ length: settings.fax.reading.pages_at_once }, (_, i) =>
    startLoop(
      i === 0 ? 'read-fax' : `read-fax-${i + 1}`,
      { idleMs: settings.work.poll_ms, signal, log: house.log },
      async () => (await readFaxBatch(house.readFax, signal)).claimed > 0,
    ),
  );
  // a fax of many pages takes longer than a house may take to close
  signal.addEventListener('abort', () => void house.faxReader.close(), { once: true });
  const deaf = await house.store.listen('fax_read', () => {
    for (const loop of loops) loop.wake();
  });
  return {
    loops,
    async stop() {
      await deaf();
      await Promise.all(loops.map(({ done }) => done));
    },
  };
}
