import { describe, expect, it } from 'vitest';
import { createBackoff, pause } from '../../src/lib/backoff.ts';
import { deadline } from '../../src/lib/deadline.ts';
import { Fault } from '../../src/lib/fault.ts';
import { armPoints, point } from '../../src/lib/point.ts';

const never = new Promise<never>(() => undefined);

describe('a deadline', () => {
  it('lets what is in time through, value or failure', async () => {
    await expect(deadline(Promise.resolve(1), 1000, 'late')).resolves.toBe(1);
    await expect(deadline(Promise.reject(new Error('own')), 1000, 'late')).rejects.toThrow('own');
  });

  it('rejects with a temporary fault when it passes', async () => {
    const error = await deadline(never, 1, 'no answer').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Fault);
    expect(error).toMatchObject({ message: 'no answer', permanent: false });
  });

  it('rejects with the reason of the signal, also of one aborted before', async () => {
    const stop = new AbortController();
    const waiting = deadline(never, 10_000, 'late', stop.signal);
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    await expect(deadline(never, 10_000, 'late', stop.signal)).rejects.toThrow('stopped');
  });
});

describe('waits between tries', () => {
  it('grow to a ceiling and begin anew', () => {
    const waits = createBackoff({ firstMs: 2000, factor: 1.5, ceilingMs: 5000 }, () => 0);
    expect([waits.next(), waits.next(), waits.next(), waits.next()]).toEqual([2000, 3000, 4500, 5000]);
    waits.reset();
    expect(waits.next()).toBe(2000);
  });

  it('are spread by up to a quarter', () => {
    expect(createBackoff({ firstMs: 2000, factor: 2, ceilingMs: 5000 }, () => 0.9999).next()).toBe(2500);
  });

  it('end at once when the signal is aborted', async () => {
    await pause(60_000, AbortSignal.abort());
    await pause(1, new AbortController().signal);
  });
});

describe('fault points', () => {
  it('strike at the n-th one passed, once', () => {
    const hits: string[] = [];
    armPoints(2, (name) => hits.push(name));
    for (const name of ['a', 'b', 'c', 'd']) point(name);
    expect(hits).toEqual(['b']);
    armPoints(0);
    point('e');
    expect(hits).toEqual(['b']);
  });
});
