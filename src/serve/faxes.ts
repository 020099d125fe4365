import { createFaxReader } from '../format/fax/pool.ts';
import { startLoop, type Loop } from '../lib/loop.ts';
import { mediaOf } from '../sources/fax/media.ts';
import { fetchBatch, type FetchDeps } from '../stages/fetch.ts';
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

/** How the documents of providers' faxes come to this house. */
export function faxFetching(
  { loaded: { settings }, store, blobs, log, now }: Pick<House, 'loaded' | 'store' | 'blobs' | 'log' | 'now'>,
  deliver: FetchDeps['deliver'],
): FetchDeps {
  const { fax, work } = settings;
  const media = new Map(fax.webhooks.map((webhook) => [webhook.id, mediaOf(webhook, fax)]));
  return {
    db: store.db,
    blobs,
    media: (source) => media.get(source) ?? null,
    deliver,
    numbers: fax.numbers,
    rules: { leaseMs: work.lease_ms, retryMs: fax.fetch.retry_ms, giveUpMinutes: fax.fetch.give_up_minutes },
    now,
    log,
  };
}

/** Fetches and reads what waits, as many documents side by side as pages may be; woken when one is written down. */
export async function startFaxes(
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
  const fetching = startLoop(
    'fetch-fax',
    { idleMs: settings.work.poll_ms, signal, log: house.log },
    async () => (await fetchBatch(house.fetch)).claimed > 0,
  );
  // a fax of many pages takes longer than a house may take to close
  signal.addEventListener('abort', () => void house.faxReader.close(), { once: true });
  const deaf = await house.store.listen('fax_read', () => {
    for (const loop of loops) loop.wake();
  });
  const deafToCalls = await house.store.listen('fax', () => fetching.wake());
  const all = [...loops, fetching];
  return {
    loops: all,
    async stop() {
      await deaf();
      await deafToCalls();
      await Promise.all(all.map(({ done }) => done));
    },
  };
}
