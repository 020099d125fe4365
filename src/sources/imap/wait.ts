import { pause } from '../../lib/backoff.ts';
import type { Session } from './session.ts';

/** An IDLE that ends at once (a server that dislikes it) is not begun again before this, in ms. */
const BREATH = 1_000;
/** Mail often comes in bursts; what follows within this, in ms, is read in the same round. */
const BURST = 50;

/** Waits for news from the server, the end of the connection, the signal, or `ms`: whichever comes first. IDLE only shortens the wait. Never rejects. */
export async function waitForMail(session: Session, ms: number, idle: boolean, signal: AbortSignal): Promise<void> {
  const woken = new AbortController();
  const until = AbortSignal.any([woken.signal, session.ended, signal]);
  session.onNews(() => woken.abort());
  if (idle && session.canIdle()) void keepIdling(session, until);
  await pause(ms, until);
  if (woken.signal.aborted) await pause(BURST, signal);
  woken.abort();
}

async function keepIdling(session: Session, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    await session.idle().catch(() => undefined);
    await pause(BREATH, until);
  }
}
