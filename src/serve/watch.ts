import type { HealthFacts } from '../domain/health.ts';
import { apiRoutes } from '../http/api/api.ts';
import { faxRoutes } from '../http/fax/routes.ts';
import { faxLetterRoutes } from '../http/fax/letters.ts';
import { healthRoute } from '../http/health.ts';
import { linkRoutes } from '../http/links/routes.ts';
import { metricsRoute } from '../http/metrics.ts';
import { createHttp } from '../http/server.ts';
import { pause } from '../lib/backoff.ts';
import { apiCalls } from './api-calls.ts';
import { customerPages } from './customer-pages.ts';
import { openDesk } from './desk.ts';
import { deadline } from '../lib/deadline.ts';
import { sentenceOf } from '../lib/fault.ts';
import { startLoop, type Loop } from '../lib/loop.ts';
import { startTick } from '../lib/tick.ts';
import type { House } from '../serve.ts';
import { reconcile } from '../stages/reconcile.ts';
import { watchdog } from '../stages/watchdog.ts';
import { counts } from '../store/counts.ts';
import { noteEvent } from '../store/fax-calls.ts';
import { mailboxHealth } from '../store/ledger.ts';
import { uncounted } from '../store/reconcile.ts';
import { takeTick } from '../store/ticks.ts';
import { typesetFax } from './outlets.ts';

/** A database that answers no question within this time (ms) does not work, whatever it does later. */
const ANSWER_MS = 5_000;
/** The watchdog looks this often (ms): a log line is soon enough, and a look is one small query. */
const LOOK_MS = 60_000;
/** A gateway that was switched off at the hour of the count makes up for it this long after its start (ms), when mail has been read. */
const CATCH_UP_MS = 60_000;
/** A day, and an hour for a count that takes its time or a day that has 25. */
const COUNTED_HOURS = 25;

/** Everything that watches a running house and changes no mail: health and metrics, the watchdog, the daily count. Runs until the signal is aborted. */
export async function watchHouse(house: House, loops: readonly Loop[], signal: AbortSignal): Promise<void> {
  const { log, store, metrics, countable, loaded } = house;
  const { settings } = loaded;
  const facts = factsOf(house, loops, Date.now());
  const count = (boxes: typeof countable): Promise<void> => reconcile({ db: store.db, log }, boxes, signal);
  const daily = startTick('reconcile', settings.reconcile_cron, { take: (key) => takeTick(store.db, key), log }, () =>
    count(countable),
  );
  const desk = openDesk(house, facts);
  const http = createHttp({
    settings: settings.listen.http,
    log,
    routes: [
      healthRoute(facts),
      apiRoutes({ acts: house.acts, blobs: house.blobs, tokens: settings.api.tokens, calls: apiCalls(house), log }),
      linkRoutes({ acts: house.acts, links: house.links, levels: loaded.policy.levels, log }),
      customerPages(house),
      desk.routes,
      ...faxWebhooks(house),
      faxLetterRoutes({ db: store.db, marks: house.process.marks, typeset: typesetFax, now: house.now, log }),
      metricsRoute(metrics, async () => ({
        counts: await counts(store.db, house.now()),
        mailboxes: await mailboxHealth(store.db),
      })),
    ],
  });
  const looks = startLoop('watchdog', { idleMs: LOOK_MS, signal, log }, watchdog(facts, Date.now, log));
  const catchUp = async (): Promise<void> => {
    await pause(CATCH_UP_MS, signal);
    if (signal.aborted) return;
    const late = await uncounted(
      store.db,
      countable.map(({ mailbox }) => mailbox),
      COUNTED_HOURS,
    );
    const today = new Date().toISOString().slice(0, 10);
    if (late.length > 0 && (await takeTick(store.db, `reconcile:catch-up:${today}`)))
      await count(countable.filter(({ mailbox }) => late.includes(mailbox)));
  };
  try {
    await Promise.all([
      settings.listen.http.enabled ? http.run(signal) : null,
      catchUp().catch((error: unknown) =>
        log.warn({ reason: sentenceOf(error) }, 'the count could not be made up for'),
      ),
      looks.done,
    ]);
  } finally {
    await desk.close();
    await daily.stop();
  }
}

/** The webhooks of fax providers, where any are named. */
function faxWebhooks({ loaded: { settings, policy }, store, blobs, metrics, now, log }: House) {
  const { fax, public_url: publicUrl } = settings;
  if (fax.webhooks.length === 0 || publicUrl === null) return [];
  return [
    faxRoutes({
      settings: fax,
      publicUrl,
      junk: policy.fax.junk,
      note: (noted) => noteEvent(store.db, blobs, noted),
      count: (source, outcome) => metrics.faxRequest(source, outcome),
      now,
      log,
    }),
  ];
}

/** Gathers what health is judged by; never rejects. */
function factsOf(house: House, loops: readonly Loop[], startedAt: number): () => Promise<HealthFacts> {
  const { store, sources, loaded, lastKept } = house;
  const { mailboxes, fax } = loaded.settings;
  const boxes = [
    ...mailboxes.flatMap(({ id, imap, folder }) => [
      ...(imap === null ? [] : [{ id, mailbox: id, every: imap.poll_seconds * 1000 }]),
      ...(folder === null ? [] : [{ id: `folder:${id}`, mailbox: id, every: folder.poll_seconds * 1000 }]),
    ]),
    ...fax.folders.map(({ id, mailbox, poll_seconds: seconds }) => ({
      id: `fax-folder:${id}`,
      mailbox,
      every: seconds * 1000,
    })),
  ];
  return async () => {
    let database: string | null = null;
    const known = await deadline(mailboxHealth(store.db), ANSWER_MS, `no answer within ${ANSWER_MS / 1000} s`).catch(
      () => {
        database = 'does not answer; see the log'; // its own words may name a host
        return [];
      },
    );
    return {
      startedAt,
      database,
      loops: loops.map((loop) => ({ name: loop.name, ...loop.pulse() })),
      listeners: sources.flatMap((source) =>
        source.port === undefined ? [] : [{ name: source.name.split(':')[0]!, open: source.port() > 0 }],
      ),
      // In a backlog that takes an hour to read, mail that comes in proves as much as the end of a round.
      mailboxes: boxes.map(({ id, mailbox, every }) => {
        const read = known.find((row) => row.mailbox === id)?.lastReadAt ?? null;
        const kept = lastKept.get(mailbox) ?? null;
        return { id, every, readAt: read === null ? kept : Math.max(read, kept ?? 0) };
      }),
    };
  };
}
