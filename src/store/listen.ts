import type pg from 'pg';
import { permanent } from '../lib/fault.ts';

/** Called with the payload of a notification, or with null when some may have been missed: then look for yourself. */
export type Heard = (payload: string | null) => void;

/** Waits after the first, second … failure to connect; the last one repeats. Short, because a listener that misses a call only polls. */
const BACK_OFF_MS = [100, 500, 2_000, 10_000];

/** One connection that only listens: opened at the first need, and again with growing waits whenever it is lost. */
export function createListener(connect: () => Promise<pg.Client>) {
  const channels = new Map<string, Set<Heard>>();
  let current: pg.Client | null = null;
  let opening: Promise<void> | null = null;
  let retry: NodeJS.Timeout | null = null;
  let failures = 0;
  let closed = false;

  function open(): Promise<void> {
    return (opening ??= attempt().finally(() => {
      opening = null;
    }));
  }

  async function attempt(): Promise<void> {
    let fresh: pg.Client | null = null;
    try {
      fresh = await connect();
      const mine = fresh;
      mine.on('notification', ({ channel, payload }) => tell(channel, payload ?? ''));
      mine.on('error', () => lose(mine));
      mine.on('end', () => lose(mine));
      for (const channel of channels.keys()) await mine.query(`listen ${channel}`);
      current = mine;
      if (failures > 0) for (const channel of channels.keys()) tell(channel, null);
      failures = 0;
    } catch {
      hangUp(fresh);
      comeAgain();
    }
  }

  function lose(client: pg.Client): void {
    if (client !== current) return;
    current = null;
    hangUp(client);
    comeAgain();
  }

  function comeAgain(): void {
    if (closed) return;
    const wait = BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length - 1)]!;
    failures += 1;
    retry = setTimeout(() => void open(), wait).unref();
  }

  function tell(channel: string, payload: string | null): void {
    for (const heard of channels.get(channel) ?? []) heard(payload);
  }

  return {
    /** Calls `heard` for each notification until the returned function is called. During an outage it resolves too, and `heard(null)` follows. */
    async listen(channel: string, heard: Heard): Promise<() => Promise<void>> {
      if (!/^[a-z_]{1,63}$/u.test(channel))
        throw permanent(`"${channel}" is no name for a channel; use lower-case letters and _`);
      if (closed) throw permanent('the store is closed');
      const before = channels.get(channel);
      channels.set(channel, new Set([...(before ?? []), heard]));
      if (opening === null && current !== null) await current.query(`listen ${channel}`).catch(() => {}); // the loss is heard of by itself
      else if (retry === null || opening !== null) await open();
      return async () => {
        channels.get(channel)?.delete(heard);
      };
    },
    async close(): Promise<void> {
      closed = true;
      if (retry !== null) clearTimeout(retry);
      await opening;
      const last = current;
      current = null;
      await last?.end();
    },
  };
}

function hangUp(client: pg.Client | null): void {
  client?.end().catch(() => {});
}
