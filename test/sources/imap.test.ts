import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { armPoints } from '../../src/lib/point.ts';
import { startHoodiecrow, type TinyServer } from '../peers/hoodiecrow.ts';
import { cases, mail, NEVER, rig, running, until } from './desk.ts';

describe('a mailbox on a small IMAP server', () => {
  let server: TinyServer;
  beforeEach(async () => {
    server = await startHoodiecrow();
  });
  afterEach(() => server.stop());

  it('takes what waits, oldest first, and moves it', async () => {
    server.append(mail(1), mail(2), mail(3));
    const desk = rig(server);
    expect(await desk.source.drain(NEVER)).toEqual({ received: 3, repeats: 0 });
    expect(cases(desk.kept)).toEqual(['1', '2', '3']);
    expect(desk.kept[0]!.raw.toString('latin1')).toBe(mail(1));
    expect(server.folder('INBOX')).toHaveLength(0);
    expect(server.folder('Processed')).toHaveLength(3);
    expect(await desk.source.drain(NEVER)).toEqual({ received: 0, repeats: 0 });
  });

  it('marks it with a keyword instead, and never as seen', async () => {
    server.append(mail(1), mail(2));
    const desk = rig(server, { after: 'flag' });
    await desk.source.drain(NEVER);
    expect(server.folder('INBOX').map(({ flags }) => flags)).toEqual([['$Ingested'], ['$Ingested']]);
    expect(desk.states()).toEqual(['acked', 'acked']);
  });

  it('wakes for new mail', async () => {
    const desk = rig(server);
    await running(desk.source, async () => {
      await until(() => desk.polls > 0);
      server.append(mail(1));
      await until(() => desk.kept.length === 1);
    });
    expect(desk.troubles).toEqual([null]);
  });

  it('tells the server later, and delivers once, when it died between keeping and telling', async () => {
    server.append(mail(1), mail(2));
    const desk = rig(server);
    armPoints(4, (name) => {
      expect(name).toBe('imap-delivered');
      throw new Error('died');
    });
    await expect(desk.source.drain(NEVER)).rejects.toThrow('died');
    expect(desk.states()).toEqual(['pending', 'pending']);
    expect(await desk.another('one').drain(NEVER)).toEqual({ received: 0, repeats: 0 });
    expect(desk.states()).toEqual(['acked', 'acked']);
    expect(desk.delivered).toHaveLength(2);
    expect(server.folder('Processed')).toHaveLength(2);
  });

  it('rescans quietly when the UIDVALIDITY has changed', async () => {
    server.append(mail(1));
    const desk = rig(server, { after: 'leave' });
    await desk.source.drain(NEVER);
    server.rebuild();
    server.append(mail(2));
    expect(await desk.source.drain(NEVER)).toEqual({ received: 1, repeats: 1 });
    expect(desk.kept.map((item) => item.quiet)).toEqual(['backfill', 'rebuild']);
  });

  it('only remembers what lay there, when it starts from now', async () => {
    server.append(mail(1), mail(2));
    const desk = rig(server, { start_from: 'now' });
    await desk.source.drain(NEVER);
    server.append(mail(3));
    expect(await desk.source.drain(NEVER)).toEqual({ received: 1, repeats: 0 });
    expect(desk.kept.map((item) => item.skip === null)).toEqual([false, false, true]);
    expect(server.folder('INBOX')).toHaveLength(2);
  });
});
