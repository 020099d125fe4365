import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Counts } from '../store/counts.ts';
import type { MailboxHealth } from '../store/ledger.ts';

/** What the tables say at the moment of a scrape. */
export type Snapshot = { readonly counts: Counts; readonly mailboxes: readonly MailboxHealth[] };

/** Counters of this process. What it counts is lost with it, as Prometheus expects; what the tables know is read from them. */
export type Metrics = {
  /** an item that a way in handed over */
  received(mailbox: string, via: string, repeat: boolean): void;
  /** one attempt to hand a mail over, by its outcome */
  sent(outlet: string, outcome: string): void;
  /** a request to a fax webhook, by what came of it: noted, repeat, nothing, turned_away, or the status it was refused with */
  faxRequest(source: string, outcome: string): void;
  /** rounds and failures of a poller */
  polled(name: 'rounds' | 'failures', mailbox: string, by: number): void;
  /** the text for Prometheus */
  render(snapshot: Snapshot, now: number): Promise<string>;
};

const INBOUND = ['stored', 'done', 'ignored', 'quarantined'];
const METRICS = ['call_back', 'update', 'resolution'];
const PROMISES = ['in_time', 'late', 'waiting'];
const OUTBOX = ['pending', 'sending', 'unknown', 'sent', 'failed', 'unresolved', 'withdrawn'];

/** A registry of its own, so that several houses in one process do not count together. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> =>
    new Counter({ name: `postroom_${name}`, help, labelNames: [...labelNames], registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> =>
    new Gauge({ name: `postroom_${name}`, help, labelNames: [...labelNames], registers });

  const received = counter('received_total', 'Items handed over by the ways in, repeats of known ones apart', [
    'mailbox',
    'via',
    'repeat',
  ]);
  const sends = counter('sends_total', 'Attempts to hand a mail over, by outcome', ['outlet', 'outcome']);
  const faxRequests = counter('fax_requests_total', 'Requests to fax webhooks, by what came of them', [
    'source',
    'outcome',
  ]);
  const rounds = counter('poll_rounds_total', 'Rounds of reading a mailbox to its end', ['mailbox']);
  const failures = counter('poll_failures_total', 'Rounds of reading a mailbox that failed', ['mailbox']);
  const inbound = gauge('inbound_items', 'Items ever taken, by state', ['state']);
  const outbox = gauge('outbox_mails', 'Mails that were to go out, by state', ['state']);
  const events = gauge('webhook_events', 'Events for webhooks, by state; delivered ones are kept a week', ['state']);
  const oldest = gauge(
    'oldest_waiting_seconds',
    'Age of the oldest item not worked, of the oldest mail not sent, and of the oldest event not delivered',
    ['queue'],
  );
  const readAge = gauge('mailbox_last_read_age_seconds', 'Time since the mailbox was last read to its end', [
    'mailbox',
  ]);
  const missing = gauge(
    'mailbox_reconcile_missing',
    'Mails that the last daily count found on the server and not here',
    ['mailbox'],
  );
  const onServer = gauge('mailbox_reconcile_on_server', 'Mails that the last daily count found on the server', [
    'mailbox',
  ]);
  const promises = gauge('open_promises', 'Promises of open tickets that are not kept yet', ['metric', 'state']);
  const behind = gauge('watch_behind_seconds', 'How long the watch is behind with what is due; 0 when it is not');
  const nobody = gauge('nobody_told', 'Alarms of the last day for which there was nobody to tell');
  const countedAge = gauge('mailbox_reconcile_age_seconds', 'Time since the last daily count', ['mailbox']);
  let hasDefaults = false;

  return Object.freeze({
    received: (mailbox: string, via: string, repeat: boolean) => received.inc({ mailbox, via, repeat: String(repeat) }),
    sent: (outlet: string, outcome: string) => sends.inc({ outlet, outcome }),
    faxRequest: (source: string, outcome: string) => faxRequests.inc({ source, outcome }),
    polled: (name: 'rounds' | 'failures', mailbox: string, by: number) =>
      (name === 'rounds' ? rounds : failures).inc({ mailbox }, by),
    async render({ counts, mailboxes }: Snapshot, now: number) {
      if (!hasDefaults) collectDefaultMetrics({ register: registry });
      hasDefaults = true;
      // States that nothing is in are told too: an alarm on one must not wait for its first case.
      for (const state of INBOUND) inbound.set({ state }, counts.inbound.find((row) => row.state === state)?.n ?? 0);
      for (const state of OUTBOX) outbox.set({ state }, counts.outbox.find((row) => row.state === state)?.n ?? 0);
      for (const state of OUTBOX) events.set({ state }, counts.events.find((row) => row.state === state)?.n ?? 0);
      oldest.set({ queue: 'webhooks' }, counts.oldestEvent);
      oldest.set({ queue: 'inbound' }, counts.oldestInbound);
      oldest.set({ queue: 'outbox' }, counts.oldestOutbox);
      for (const metric of METRICS)
        for (const state of PROMISES)
          promises.set(
            { metric, state },
            counts.promises.find((row) => row.metric === metric && row.state === state)?.n ?? 0,
          );
      behind.set(counts.watchBehind);
      nobody.set(counts.nobodyTold);
      for (const box of mailboxes) {
        const label = { mailbox: box.mailbox };
        if (box.lastReadAt !== null) readAge.set(label, (now - box.lastReadAt) / 1000);
        if (box.reconciledAt !== null) countedAge.set(label, (now - box.reconciledAt) / 1000);
        if (box.missing !== null) missing.set(label, box.missing);
        if (box.onServer !== null) onServer.set(label, box.onServer);
      }
      return registry.metrics();
    },
  });
}

/** GET /metrics in the text format of Prometheus. Scrapes that overlap share one look at the database. */
export function metricsRoute(metrics: Metrics, look: () => Promise<Snapshot>): (app: FastifyInstance) => void {
  let looking: Promise<Snapshot> | null = null;
  return (app) =>
    void app.get('/metrics', async (_request, reply) => {
      looking ??= look().finally(() => (looking = null));
      const text = await metrics.render(await looking, Date.now());
      return reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(text);
    });
}
