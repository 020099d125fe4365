import { suggestLevel } from './domain/priority/suggest.ts';
import type { Instant } from './domain/time.ts';
import { createFaxWording, createWording, loadFaxTemplate, loadTemplates } from './format/acknowledgement.ts';
import { createReader } from './format/email/pool.ts';
import type { FaxReader } from './format/fax/pool.ts';
import { createMarks } from './format/mark.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { aborted } from './lib/aborted.ts';
import { createHandover } from './lib/handover.ts';
import { createLog, type Log } from './lib/log.ts';
import { startLoop } from './lib/loop.ts';
import { isGone, ownerName } from './lib/owner.ts';
import { armPoints } from './lib/point.ts';
import { startDigests } from './serve/digests.ts';
import { faxFetching, faxReading, openFaxReader, startFaxes } from './serve/faxes.ts';
import { greeting } from './serve/greeting.ts';
import { lookOut } from './serve/look-out.ts';
import { openOutlets } from './serve/outlets.ts';
import { openPromises, type Promised } from './serve/promises.ts';
import { openRules, watchRules, type RuleBook } from './serve/rules.ts';
import { startSending } from './serve/sending.ts';
import { openSources } from './serve/sources.ts';
import type { Loaded } from './settings.ts';
import type { Deliver, Ledger, Source } from './sources/port.ts';
import { processAhead, type ProcessDeps } from './stages/process.ts';
import { receiver } from './stages/receive.ts';
import type { FetchDeps } from './stages/fetch.ts';
import type { ReadFaxDeps } from './stages/read-fax.ts';
import type { Countable } from './stages/reconcile.ts';
import type { SendDeps } from './stages/send.ts';
import { writer } from './stages/word.ts';
import { databaseBlobs, folderBlobs, type Blobs } from './store/blobs.ts';
import { readInstance } from './store/instance.ts';
import { createLedger } from './store/ledger.ts';
import { migrate } from './store/migrate.ts';
import { openStore, type Store } from './store/open.ts';
import { keepWebhooks } from './store/webhooks.ts';

/** Everything opened and wired, nothing running yet. */
export type House = Promised & {
  readonly loaded: Loaded;
  readonly log: Log;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly ledger: Ledger;
  readonly sources: readonly Source[];
  /** the sources whose server can be counted against what is kept */
  readonly countable: readonly Countable[];
  readonly metrics: Metrics;
  /** when this process last kept an item of a mailbox, ms since 1970 */
  readonly lastKept: ReadonlyMap<string, number>;
  readonly faxReader: FaxReader;
  readonly fetch: FetchDeps;
  readonly readFax: ReadFaxDeps;
  readonly process: ProcessDeps;
  readonly send: SendDeps;
  readonly rules: RuleBook;
  readonly deliver: Deliver;
  /** the clock that everything promised, due and journalled goes by; whether processes and servers live goes by the real one */
  readonly now: () => Instant;
  /** told whenever something new was kept; `serve` wakes the process stage with it */
  onKept: () => void;
  close(): Promise<void>;
};

/** Bytes of mail that are kept at hand until they are read: as much as one batch of a source. */
const AT_HAND_BYTES = 8_000_000;

/**
 * Opens the store, brings it to this version, and wires every room to the next. Rejects with one sentence when something
 * is missing. `now` may be a virtual clock. The clocks of processes on one database should be within a second or so of
 * each other (NTP): what one of them puts off until a time, another takes up by its own clock.
 */
export async function openHouse(
  loaded: Loaded,
  { now = Date.now }: { readonly now?: () => Instant } = {},
): Promise<House> {
  const { settings, policy } = loaded;
  if (loaded.killAt !== null) armPoints(loaded.killAt);
  const log = createLog(settings.log_level);
  const store = await openStore({
    url: settings.database.url,
    connections: settings.database.connections,
    dataDir: settings.data_dir,
  });
  await migrate(store.db);
  await keepWebhooks(store.db, settings.webhooks);
  const { id, key } = await readInstance(store.db);
  const marks = createMarks({ key, instance: id });
  const promised = await openPromises({ loaded, db: store.db, key, marks, now, log });
  const blobs =
    settings.blobs.store === 'folder' && settings.blobs.folder !== null
      ? folderBlobs(settings.blobs.folder)
      : databaseBlobs();
  const atHand = createHandover(AT_HAND_BYTES);
  const reader = createReader({
    workers: settings.limits.read_workers,
    seconds: settings.limits.read_seconds,
    heapMb: settings.limits.read_heap_mb,
    log,
  });
  const faxReader = openFaxReader(settings, log);
  const metrics = createMetrics();
  const lastKept = new Map<string, number>();
  const outlets = openOutlets(settings, { log, metrics, marks });
  const keep = receiver({
    db: store.db,
    blobs,
    atHand,
    log,
    now,
    phoneCountry: settings.phone_country,
    onKept: () => house.onKept(),
  });
  const ledger = createLedger(store.db, ownerName(), isGone);
  const rules = await openRules(loaded, log);
  const house: House = {
    ...promised,
    loaded,
    log,
    store,
    blobs,
    ledger,
    metrics,
    lastKept,
    sources: [],
    countable: [],
    async deliver(items) {
      const receipts = await keep(items);
      for (const [i, { mailbox, via }] of items.entries()) {
        metrics.received(mailbox, via, receipts[i]!.repeat);
        lastKept.set(mailbox, Date.now());
      }
      return receipts;
    },
    faxReader,
    fetch: faxFetching({ loaded, store, blobs, log, now }, (items) => house.deliver(items)),
    readFax: faxReading({ loaded, store, blobs, log, now }, { reader: faxReader, onRead: () => house.onKept() }),
    process: {
      db: store.db,
      blobs,
      atHand,
      reader,
      marks,
      policy,
      terms: promised.terms,
      phoneCountry: settings.phone_country,
      now,
      log,
      async headerOnly(item) {
        // Loaded when first needed: the whole parser comes with it, and seldom is.
        const { readHeaderOnly } = await import('./format/email/header-only.ts');
        return readHeaderOnly((await blobs.get(store.db, item.sha256)) ?? Buffer.alloc(0));
      },
      suggest: (request) => suggestLevel(request, rules.current()),
      write: writer({
        policy,
        promises: promised.terms.current,
        marks,
        wording: createWording(loadTemplates(loaded.templatesDir), loaded.zone),
        faxWording:
          settings.fax.send === null ? null : createFaxWording(loadFaxTemplate(loaded.templatesDir), loaded.zone),
        page: (reference, address) => promised.customerLinks.make(reference, address),
      }),
      work: {
        batch: settings.work.batch,
        leaseMs: settings.work.lease_ms,
        attempts: settings.work.attempts,
        retryMs: settings.work.retry_ms,
      },
    },
    send: {
      db: store.db,
      outlets,
      fileBytes: (sha256) => blobs.get(store.db, sha256),
      now,
      log,
      rules: {
        batch: settings.send.batch,
        leaseMs: settings.send.lease_ms,
        retryMs: settings.send.retry_ms,
        giveUpHours: settings.send.give_up_hours,
        resendUnknownAfterMs: settings.send.resend_unknown_after_ms,
        pauseAccountMs: settings.send.pause_account_ms,
      },
    },
    rules,
    now,
    onKept: () => {},
    async close() {
      await outlets.mail.close();
      await outlets.sms.close();
      await outlets.fax.close();
      await outlets.webhook.close();
      await reader.close();
      await faxReader.close();
      await store.close();
    },
  };
  return Object.assign(house, openSources(house));
}

/** Runs everything until the signal is aborted, then stops in reverse order: first the ways in, then the stages, then the store. */
export async function serve(house: House, signal: AbortSignal): Promise<void> {
  const { settings } = house.loaded;
  const stages = new AbortController();
  const worker = processAhead(house.process);
  const process = startLoop(
    'process',
    { idleMs: settings.work.poll_ms, signal: stages.signal, log: house.log },
    async () => (await worker.next()).claimed > 0,
  );
  house.onKept = () => process.wake();
  const faxes = await startFaxes(house, stages.signal);
  const sending = await startSending(house, stages.signal);
  const rules = watchRules(house.rules, stages.signal, house.log);
  const watch = await lookOut(house, stages.signal);
  const digests = settings.digest.enabled ? startDigests(house) : null;
  const { watchHouse } = await import('./serve/watch.ts'); // a web server, which only this command needs
  const upkeep = watchHouse(house, [process, ...sending.loops, watch.loop, ...faxes.loops], stages.signal);
  upkeep.catch(() => {}); // met below, when it is waited for
  house.log.info(greeting(settings, house.store.kind), 'postroom is open');
  for (const warning of house.loaded.warnings) house.log.warn(warning);
  try {
    await Promise.all([aborted(signal), ...house.sources.map((source) => source.run(signal))]);
    house.log.info('postroom closes');
  } finally {
    stages.abort();
    await Promise.all([process.done, faxes.stop(), sending.stop(), rules.done, watch.stop(), digests?.stop(), upkeep]);
    await worker.stop();
    await house.close();
  }
}
