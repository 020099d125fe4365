import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { dovecotAvailable, INSTALL_DOVECOT, startDovecot, type Dovecot, type Mailbox } from '../peers/dovecot.ts';
import { describePeer } from '../peers/require.ts';
import { cases, mail, NEVER, rig, running, until } from './desk.ts';

describePeer('dovecot', dovecotAvailable(), INSTALL_DOVECOT, 'a mailbox on Dovecot', () => {
  let dovecot: Dovecot;
  let server: Mailbox;
  let users = 0;
  beforeAll(async () => {
    dovecot = await startDovecot();
  });
  afterAll(() => dovecot.stop());
  beforeEach(() => {
    users += 1;
    server = dovecot.mailbox(`desk${users}`);
  });

  it('takes what waits and moves it to a folder that it creates', async () => {
    await server.append(mail(1), mail(2), mail(3));
    const desk = rig(server);
    expect(await desk.source.drain(NEVER)).toEqual({ received: 3, repeats: 0 });
    expect(cases(desk.kept)).toEqual(['1', '2', '3']);
    expect(desk.kept[0]).toMatchObject({ mailbox: 'support', via: 'imap', quiet: 'backfill', skip: null });
    expect(desk.kept[0]!.raw.toString('latin1')).toBe(mail(1));
    expect(desk.kept[0]!.fullSize).toBe(mail(1).length);
    expect(Math.abs(desk.kept[0]!.acceptedAt - Date.now())).toBeLessThan(60_000);
    expect(await server.uids('INBOX')).toEqual([]);
    expect(await server.uids('Processed')).toHaveLength(3);
    expect(desk.states()).toEqual(['acked', 'acked', 'acked']);
    expect(await desk.source.drain(NEVER)).toEqual({ received: 0, repeats: 0 });
    expect(desk.troubles).toEqual([null]);
  });

  it('marks mail with a keyword when it is to be flagged, and does not fetch it again', async () => {
    await server.append(mail(1), mail(2));
    const desk = rig(server, { after: 'flag' });
    await desk.source.drain(NEVER);
    const flags = await server.as(async (client) => {
      await client.mailboxOpen('INBOX');
      return (await client.fetchAll('1:*', { flags: true })).map((row) =>
        [...row.flags!].filter((flag) => flag !== '\\Recent'),
      );
    });
    expect(flags).toEqual([['$Ingested'], ['$Ingested']]);
    await server.append(mail(3));
    expect(await desk.source.drain(NEVER)).toEqual({ received: 1, repeats: 0 });
    expect(cases(desk.delivered)).toEqual(['1', '2', '3']);
  });

  it('leaves mail alone when told to, and takes each once', async () => {
    await server.append(mail(1), mail(2));
    const desk = rig(server, { after: 'leave' });
    await desk.source.drain(NEVER);
    await server.append(mail(3));
    expect(await desk.source.drain(NEVER)).toEqual({ received: 1, repeats: 0 });
    expect(await desk.source.drain(NEVER)).toEqual({ received: 0, repeats: 0 });
    expect(await server.uids('INBOX')).toHaveLength(3);
    expect(desk.states()).toEqual(['acked', 'acked', 'acked']);
    // Another process, which remembers nothing, asks the ledger.
    expect(await desk.another('one').drain(NEVER)).toEqual({ received: 0, repeats: 0 });
    expect(desk.delivered).toHaveLength(3);
  });

  it('takes mail that a person has already opened', async () => {
    await server.append(mail(1));
    await server.as(async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('1:*', ['\\Seen']);
    });
    const desk = rig(server);
    await desk.source.drain(NEVER);
    expect(cases(desk.kept)).toEqual(['1']);
  });

  it('remembers without working what lay there before, when it starts from now', async () => {
    const bare = mail('bare').replace(/^Received.*\r\n/u, '');
    await server.append(mail(1), bare, mail(2));
    const desk = rig(server, { start_from: 'now' });
    expect(await desk.source.drain(NEVER)).toEqual({ received: 0, repeats: 0 });
    const [first, second, third] = desk.delivered.toSorted((a, b) => a.location!.uid - b.location!.uid);
    expect([first, second, third].every((item) => item?.skip != null)).toBe(true);
    // By its header where that suffices, whole where it does not.
    expect(first!.raw.length).toBeLessThan(first!.fullSize);
    expect(second!.raw.toString('latin1')).toBe(bare);
    expect(await server.uids('INBOX')).toHaveLength(3);
    await server.append(mail(4));
    expect(await desk.source.drain(NEVER)).toEqual({ received: 1, repeats: 0 });
    expect(desk.delivered.at(-1)).toMatchObject({ skip: null, quiet: null });
  });

  it('knows after a crash in the first read where the beginning was', async () => {
    await server.append(...Array.from({ length: 250 }, (_, n) => mail(n + 1)));
    const desk = rig(server, { start_from: 'now' });
    desk.before = () => {
      if (desk.delivered.length > 0) throw new Error('the database went away');
    };
    await expect(desk.source.drain(NEVER)).rejects.toThrow(/cannot be kept \(the database went away\)/u);
    expect(desk.delivered).toHaveLength(200);
    desk.before = () => undefined;
    await server.append(mail('new'));
    expect(await desk.another('one').drain(NEVER)).toEqual({ received: 1, repeats: 0 });
    expect(cases(desk.kept.filter((item) => item.skip === null))).toEqual(['new']);
    expect(desk.kept).toHaveLength(251);
  });

  it('acknowledges later, and delivers once, what was kept when the connection was cut before the move', async () => {
    await server.append(mail(1), mail(2));
    const desk = rig(server);
    let cuts = 0;
    const cutting = desk.another('one', {
      deliver: async (items) => {
        const receipts = await desk.deliver(items);
        cuts += dovecot.cut();
        return receipts;
      },
    });
    await expect(cutting.drain(NEVER)).rejects.toThrow(/127\.0\.0\.1/u);
    expect(cuts).toBeGreaterThan(0);
    expect(desk.states()).toEqual(['pending', 'pending']);
    expect(await desk.source.drain(NEVER)).toEqual({ received: 0, repeats: 0 });
    expect(desk.states()).toEqual(['acked', 'acked']);
    expect(desk.delivered).toHaveLength(2);
    expect(await server.uids('Processed')).toHaveLength(2);
  });

  it('notes as gone what somebody else moved away before it was acknowledged', async () => {
    await server.append(mail(1));
    const desk = rig(server);
    const slow = desk.another('one', {
      deliver: async (items) => {
        const receipts = await desk.deliver(items);
        await server.as(async (client) => {
          await client.mailboxCreate('Elsewhere');
          await client.mailboxOpen('INBOX');
          await client.messageMove('1:*', 'Elsewhere');
        });
        return receipts;
      },
    });
    await slow.drain(NEVER);
    expect(desk.states()).toEqual(['gone']);
  });

  it('rescans quietly when the folder was deleted and made anew', async () => {
    const renew = (...mails: string[]): Promise<void> =>
      server.as(async (client) => {
        await client.mailboxDelete('Desk').catch(() => undefined);
        await client.mailboxCreate('Desk');
        for (const one of mails) await client.append('Desk', one);
      });
    await renew(mail(1), mail(2));
    const desk = rig(server, { folder: 'Desk', after: 'leave' });
    await desk.source.drain(NEVER);
    await renew(mail(2), mail(3));
    expect(await desk.source.drain(NEVER)).toEqual({ received: 1, repeats: 1 });
    expect(cases(desk.kept)).toEqual(['1', '2', '3']);
    expect(desk.kept[2]!.quiet).toBe('rebuild');
    expect(desk.rebuilds).toBe(1);
    expect(desk.troubles).toEqual([null, expect.stringContaining('was rebuilt'), null]);
    await server.as((client) => client.append('Desk', mail(4)));
    await desk.source.drain(NEVER);
    expect(desk.kept.at(-1)!.quiet).toBeNull();
  });

  it('notices on a living connection that the folder is another one', async () => {
    await server.as((client) => client.mailboxCreate('Desk'));
    const desk = rig(server, { folder: 'Desk', poll_seconds: 0.2 });
    await running(desk.source, async () => {
      await until(() => desk.polls > 0);
      await server.as(async (client) => {
        await client.mailboxDelete('Desk');
        await client.mailboxCreate('Desk');
        await client.append('Desk', mail(1));
      });
      await until(() => desk.rebuilds === 1 && desk.kept.length === 1);
    });
  });

  it('keeps the beginning of mail that is too large, and says how large it was', async () => {
    const large = mail(1, 'x'.repeat(300_000));
    await server.append(large, mail(2));
    const limits = { messageBytes: 100_000, oversizeKeptBytes: 5_000 };
    const desk = rig(server, {}, { limits });
    await desk.source.drain(NEVER);
    expect(desk.kept[0]!.raw.toString('latin1')).toBe(large.slice(0, 5_000));
    expect(desk.kept[0]!.fullSize).toBe(large.length);
    expect(desk.kept[1]!.fullSize).toBe(desk.kept[1]!.raw.length);
    expect(await server.uids('INBOX')).toEqual([]);
  });

  it('reads 30 MB mails one at a time', async () => {
    const large = Buffer.from(mail(1, `${'y'.repeat(70)}\r\n`.repeat(417_000)));
    await server.append(large, large, large, mail(2));
    const sizes: number[] = [];
    const desk = rig(
      server,
      {},
      {
        deliver: async (items) => (
          sizes.push(items.reduce((sum, item) => sum + item.raw.length, 0)),
          items.map((_, n) => ({ id: `${n}`, repeat: false }))
        ),
      },
    );
    expect(await desk.source.drain(NEVER)).toEqual({ received: 4, repeats: 0 });
    expect(sizes).toEqual([large.length, large.length, large.length, mail(2).length]);
  });

  it('wakes by IDLE long before the next poll, and stops soon', async () => {
    const desk = rig(server, { poll_seconds: 3600 });
    const stop = new AbortController();
    const run = desk.source.run(stop.signal);
    await until(() => desk.polls > 0);
    await server.append(mail(1));
    await until(() => desk.states().includes('acked'));
    stop.abort();
    const asked = Date.now();
    await run;
    expect(Date.now() - asked).toBeLessThan(2_000);
    expect(cases(desk.kept)).toEqual(['1']);
  });

  it('polls where IDLE is switched off', async () => {
    const desk = rig(server, { poll_seconds: 0.1, idle: false });
    await running(desk.source, async () => {
      await until(() => desk.polls > 0);
      await server.append(mail(1));
      await until(() => desk.kept.length === 1);
    });
  });

  it(
    'notices a frozen server by its own deadline, tells after the third failure, and goes on when it thaws',
    { timeout: 120_000 },
    async () => {
      const desk = rig(
        server,
        { poll_seconds: 0.2, command_seconds: 2 }, // what a busy machine needs to answer
        { timing: { firstWaitMs: 20, ceilingMs: 50, connectMs: 2_000 } },
      );
      await running(desk.source, async () => {
        await until(() => desk.polls > 0);
        expect(dovecot.freeze()).toBeGreaterThan(0);
        try {
          await until(() => desk.troubles.at(-1) !== null, 60_000); // on a busy machine
        } finally {
          dovecot.thaw(); // for the tests after this one
        }
        await server.append(mail(1));
        await until(() => desk.kept.length === 1 && desk.troubles.at(-1) === null);
      });
      expect(desk.troubles.find((sentence) => sentence !== null)).toMatch(/127\.0\.0\.1.*(?:check|ask)/u);
    },
  );

  it('stops within two seconds on a frozen server', async () => {
    const desk = rig(server);
    const stop = new AbortController();
    const run = desk.source.run(stop.signal);
    await until(() => desk.polls > 0);
    dovecot.freeze();
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
    stop.abort();
    const asked = Date.now();
    await run;
    expect(Date.now() - asked).toBeLessThan(2_000);
    dovecot.thaw();
  });

  it('is read by one of two gateways at a time', async () => {
    const desk = rig(server, { poll_seconds: 0.1 }, { timing: { leaseMs: 300, leaseRetryMs: 50, leaseWaitMs: 100 } });
    const other = desk.another('two');
    await running(desk.source, async () => {
      await until(() => desk.polls > 0);
      await server.append(mail(1));
      expect(await other.drain(NEVER)).toEqual({ received: 0, repeats: 0 });
      await running(other, () => until(() => desk.kept.length === 1));
    });
    await server.append(mail(2));
    expect(await other.drain(NEVER)).toEqual({ received: 1, repeats: 0 });
    expect(cases(desk.delivered)).toEqual(['1', '2']);
  });

  it('finds and heals what the ledger lacks', async () => {
    await server.append(mail(1), mail(2), mail(3));
    const desk = rig(server, { after: 'leave' });
    await desk.source.drain(NEVER);
    desk.forget(2);
    expect(await desk.source.drain(NEVER)).toEqual({ received: 0, repeats: 0 });
    expect(await desk.source.reconcile(NEVER)).toEqual({ onServer: 3, missing: 1 });
    expect(cases(desk.delivered)).toEqual(['1', '2', '3', '2']);
    expect(await desk.source.reconcile(NEVER)).toEqual({ onServer: 3, missing: 0 });
    expect(desk.reconciled).toEqual([
      { onServer: 3, missing: 1 },
      { onServer: 3, missing: 0 },
    ]);
  });

  it('reconciles while it runs', async () => {
    const desk = rig(server, { after: 'leave' });
    await running(desk.source, async () => {
      await until(() => desk.polls > 0);
      expect(await desk.source.reconcile(NEVER)).toEqual({ onServer: 0, missing: 0 });
      await server.append(mail(1));
      await until(() => desk.kept.length === 1);
    });
  });

  it('keeps the mail and says what to do when the server refuses to move it', async () => {
    await server.append(mail(1));
    const desk = rig(server, { processed_folder: 'No\u0001Such/../Place' });
    await desk.source.drain(NEVER);
    expect(desk.states()).toEqual(['pending']);
    expect(desk.troubles.at(-1)).toMatch(/are kept here, but/u);
    expect(await desk.source.drain(NEVER)).toEqual({ received: 0, repeats: 0 });
  });

  it('keeps nothing twice and loses nothing when the database fails for a while', async () => {
    await server.append(mail(1), mail(2));
    const desk = rig(server);
    let failures = 2;
    desk.before = () => {
      failures -= 1;
      if (failures >= 0) throw new Error('too many clients');
    };
    await running(desk.source, () => until(() => desk.states().join() === 'acked,acked'));
    expect(cases(desk.delivered)).toEqual(['1', '2']);
  });

  it('speaks TLS with a private authority, upgrades by STARTTLS, and refuses an unknown certificate', async () => {
    await server.append(mail(1));
    const tls = { ...server, port: dovecot.tlsPort };
    await expect(rig(tls, { tls: 'implicit' }).source.drain(NEVER)).rejects.toThrow(
      /cannot be secured .*imap\.ca_file/u,
    );
    expect(
      await rig(tls, { tls: 'implicit', ca_file: dovecot.caFile, after: 'leave' }).source.drain(NEVER),
    ).toMatchObject({ received: 1 });
    expect(await rig(server, { tls: 'starttls', ca_file: dovecot.caFile }).source.drain(NEVER)).toMatchObject({
      received: 1,
    });
    await expect(rig(server, { tls: 'starttls', ca_file: '/nowhere' }).source.drain(NEVER)).rejects.toThrow(
      /ca_file.*cannot be read/u,
    );
  });

  it('says what to do about a wrong password, a wrong folder and a wrong port', async () => {
    await expect(rig({ ...server, password: 'wrong' }).source.drain(NEVER)).rejects.toThrow(
      /refuses the login of desk\d+: check/u,
    );
    await expect(rig(server, { folder: 'Nowhere' }).source.drain(NEVER)).rejects.toThrow(
      /no folder "Nowhere": create it/u,
    );
    await expect(rig({ ...server, port: 1 }).source.drain(NEVER)).rejects.toThrow(
      /127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)/u,
    );
  });
});
