import type { ServerResponse } from 'node:http';
import { sentenceOf } from '../lib/fault.ts';
import { newestLine, newsSince } from '../store/desk/news.ts';
import type { Desk } from './desk.ts';

/** The journal is looked at this often while somebody listens, ms: a row is live within a second of its commit, also when another process wrote it. */
const LOOK_MS = 700;
/** A sign of life, ms: proxies end a silent stream after a minute. */
const BEAT_MS = 20_000;
/** A browser has one stream for all its windows; more listeners than this are no office, and only ask less often. */
const MOST_LISTENERS = 500;

/**
 * GET /events: the references of tickets on which something happened, as it happens (server-sent events, HTML standard
 * 9.2). Only references: pages fetch what they may see. `Last-Event-ID` makes up for what was missed.
 */
export function eventStream({ app, deps }: Desk): void {
  const { db } = deps.acts;
  const listeners = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | null = null;
  let last: string | null = null;
  let beatAt = 0;

  app.get('/events', async (request, reply) => {
    if (listeners.size >= MOST_LISTENERS)
      return reply
        .code(503)
        .header('retry-after', 60)
        .type('text/plain')
        .send('Too many windows listen; look again later.');
    const missedAfter = /^\d{1,18}$/u.exec(String(request.headers['last-event-id'] ?? ''))?.[0];
    const missed = missedAfter === undefined ? null : await newsSince(db, missedAfter);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-accel-buffering': 'no',
    });
    raw.write('retry: 2000\n\n');
    if (missed !== null && missed.references.length > 0) raw.write(eventOf(missed.last, missed.references));
    listeners.add(raw);
    raw.on('close', () => listeners.delete(raw));
    timer ??= setTimeout(() => void look(), 0);
    return reply;
  });

  app.addHook('preClose', async () => {
    if (timer !== null) clearTimeout(timer);
    for (const one of listeners) one.end();
    listeners.clear();
  });

  async function look(): Promise<void> {
    try {
      last ??= await newestLine(db);
      const news = await newsSince(db, last);
      last = news.last;
      if (news.references.length > 0) tell(eventOf(news.last, news.references));
      else if (Date.now() - beatAt > BEAT_MS) tell('event: beat\ndata:\n\n');
    } catch (error) {
      deps.log.warn(
        { source: 'desk', reason: sentenceOf(error) },
        'the journal could not be looked at for the live pages; it is tried again',
      );
    }
    if (listeners.size === 0) {
      timer = null;
      last = null;
    } else timer = setTimeout(() => void look(), LOOK_MS);
  }

  function tell(text: string): void {
    beatAt = Date.now();
    for (const one of listeners) one.write(text);
  }
}

function eventOf(id: string, references: readonly string[]): string {
  return `id: ${id}\ndata: ${references.join(',')}\n\n`;
}
