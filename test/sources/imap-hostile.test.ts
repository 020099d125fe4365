import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { armPoints } from '../../src/lib/point.ts';
import { row, startHostile, type Answer, type Hostile } from '../peers/hostile-imap.ts';
import { cases, mail, NEVER, rig, running, until } from './desk.ts';

describe('a mailbox on a server that misbehaves', () => {
  let server: Hostile;
  beforeEach(async () => {
    server = await startHostile();
  });
  afterEach(() => server.stop());

  const count = (verb: string): number => server.commands.filter((command) => command.startsWith(verb)).length;

  it('behaves by itself', async () => {
    server.put(mail(1), mail(2));
    const desk = rig(server);
    expect(await desk.source.drain(NEVER)).toEqual({ received: 2, repeats: 0 });
    expect(desk.kept[0]!.raw.toString('latin1')).toBe(mail(1));
    expect(server.processed).toHaveLength(2);
    expect(server.commands.some((command) => /UNSEEN|EXPUNGE|\bSEEN\b|BODY\[/iu.test(command))).toBe(false);
    // One FETCH for the facts and one for the mail, however many there are.
    expect(count('UID FETCH')).toBe(2);
  });

  it('loses nothing and takes nothing twice when the server says BYE, hangs up or falls silent at any command', async () => {
    const endings: Exclude<Answer, string | undefined>[] = [
      (socket) => socket.end('* BYE going down\r\n'),
      (socket) => socket.end(),
      () => undefined,
    ];
    for (const [which, ending] of endings.entries()) {
      for (let n = 1; ; n += 1) {
        server.inbox.length = 0;
        server.commands.length = 0;
        server.processed.length = 0;
        server.put(mail(`${which}a`), mail(`${which}b`), mail(`${which}c`));
        let hit = false;
        server.script = (_, nth) => {
          if (nth !== n || hit) return undefined;
          hit = true;
          return ending;
        };
        const desk = rig(
          server,
          { batch: 2, command_seconds: 0.15, idle: false },
          { timing: { firstWaitMs: 5, ceilingMs: 10, connectMs: 150, logoutMs: 20 } },
        );
        await running(desk.source, () => until(() => desk.polls > 0 && server.inbox.length === 0));
        expect(cases(desk.kept)).toHaveLength(3);
        expect(desk.delivered).toHaveLength(3);
        expect(desk.states()).not.toContain('pending');
        expect(server.processed).toHaveLength(3);
        if (!hit) break;
      }
    }
  });

  it('loses nothing when cut off at any point between two steps', async () => {
    for (let n = 1, hit: string | null = null; n === 1 || hit !== null; n += 1) {
      server.inbox.length = 0;
      server.put(mail(1), mail(2), mail(3));
      hit = null;
      const desk = rig(server, { batch: 2 });
      const stop = new AbortController();
      // As if killed: whatever is thrown here ends the work where it stands.
      armPoints(n, (name) => {
        hit = name;
        throw new Error(`died at ${name}`);
      });
      await desk.source.drain(stop.signal).catch(() => undefined);
      armPoints(0);
      await desk.another('one').drain(NEVER);
      expect(desk.delivered).toHaveLength(3);
      expect(server.inbox).toHaveLength(0);
      expect(desk.states()).not.toContain('pending');
    }
  });

  it('takes a refused search for a failure, never for an empty folder', async () => {
    server.put(mail(1));
    server.script = (command) => (command.startsWith('UID SEARCH') ? '% NO not today\r\n' : undefined);
    const desk = rig(server);
    await expect(desk.source.drain(NEVER)).rejects.toThrow(/refused while searching \(.*\): if it stays so, ask/u);
    expect(desk.polls).toBe(0);
  });

  it('leaves a throttling server alone for as long as it asks', async () => {
    server.put(mail(1));
    let throttled = 0;
    server.script = (command) => {
      if (!command.startsWith('UID FETCH') || throttled > 0) return undefined;
      throttled = Date.now();
      return '% BAD Request is throttled. Suggested Backoff Time: 700 milliseconds\r\n';
    };
    const desk = rig(server);
    await running(desk.source, () => until(() => desk.troubles.length > 0));
    expect(cases(desk.kept)).toEqual(['1']);
    expect(Date.now() - throttled).toBeGreaterThanOrEqual(700);
    expect(server.connections).toBe(2);
    expect(desk.troubles).toEqual([null]);
  });

  it('tries a refused login rarely, and says what to do at once', async () => {
    server.script = (command) => (command.startsWith('LOGIN') ? '% NO [AUTHENTICATIONFAILED] wrong\r\n' : undefined);
    const desk = rig(server);
    await running(desk.source, async () => {
      await until(() => desk.troubles.length > 0);
      await new Promise((resolve) => {
        setTimeout(resolve, 300);
      });
    });
    expect(server.connections).toBe(1);
    expect(desk.troubles).toEqual([
      expect.stringMatching(/refuses the login of desk: check imap\.user and imap\.password/u),
    ]);
  });

  it('tells a person after the third failure in a row, once, and clears it at the next proven read', async () => {
    let failures = 0;
    server.script = (command) => {
      if (!command.startsWith('SELECT') || failures >= 5) return undefined;
      failures += 1;
      return '% NO [UNAVAILABLE] backend down\r\n';
    };
    const desk = rig(server);
    await running(desk.source, () => until(() => desk.polls > 0));
    expect(desk.troubles).toEqual([expect.stringContaining('backend down'), null]);
  });

  it('never goes on in cleartext when STARTTLS was asked for', async () => {
    const desk = rig(server, { tls: 'starttls' });
    await expect(desk.source.drain(NEVER)).rejects.toThrow(/cannot be secured/u);
    expect(count('LOGIN')).toBe(0);
  });

  it('creates the folder for processed mail when it is missing', async () => {
    server.put(mail(1));
    server.hasTarget = false;
    const desk = rig(server);
    await desk.source.drain(NEVER);
    expect(desk.states()).toEqual(['acked']);
    expect(count('CREATE')).toBe(1);
  });

  it('marks with a keyword where the server can neither MOVE nor UIDPLUS', async () => {
    server.put(mail(1));
    server.capabilities = 'IMAP4rev1';
    const desk = rig(server);
    await desk.source.drain(NEVER);
    await desk.source.drain(NEVER);
    expect([...server.inbox[0]!.keywords]).toEqual(['$Ingested']);
    expect(desk.delivered).toHaveLength(1);
    expect(desk.states()).toEqual(['acked']);
    expect(desk.troubles).toEqual([null]);
  });

  it('leaves mail in place where keywords are not permitted either', async () => {
    server.put(mail(1));
    server.capabilities = 'IMAP4rev1';
    server.permanentFlags = '\\Seen \\Deleted';
    const desk = rig(server);
    await desk.source.drain(NEVER);
    server.put(mail(2));
    expect(await desk.source.drain(NEVER)).toEqual({ received: 1, repeats: 0 });
    expect(desk.states()).toEqual(['acked', 'acked']);
    expect(count('UID STORE')).toBe(0);
  });

  it('looks whether the mail is still there when MOVE does not say', async () => {
    server.put(mail(1));
    server.copyuid = false;
    const desk = rig(server);
    await desk.source.drain(NEVER);
    expect(desk.states()).toEqual(['gone']);
    expect(desk.troubles).toEqual([null]);
  });

  it('delivers a mail once whose row comes twice, and ignores rows that nobody asked for', async () => {
    server.put(mail(1), mail(2));
    server.script = (command) => {
      if (!command.startsWith('UID FETCH')) return undefined;
      const rows = server.inbox.map((message) => row(server, message, command)).join('');
      return `* 1 FETCH (FLAGS (\\Seen))\r\n${rows}* 9 FETCH (UID 99 FLAGS ())\r\n${rows}% OK done\r\n`;
    };
    const desk = rig(server);
    expect(await desk.source.drain(NEVER)).toEqual({ received: 2, repeats: 0 });
    expect(desk.delivered).toHaveLength(2);
  });

  it('keeps nothing of a mail whose literal breaks off', async () => {
    server.put(mail(1));
    let cuts = 0;
    server.script = (command) => {
      if (!command.includes('BODY.PEEK[]') || cuts > 0) return undefined;
      cuts += 1;
      return (socket) => socket.end(`* 1 FETCH (UID 1 BODY[] {${mail(1).length}}\r\n${mail(1).slice(0, 100)}`);
    };
    const desk = rig(server);
    expect(await desk.source.drain(NEVER)).toEqual({ received: 1, repeats: 0 });
    expect(desk.kept[0]!.raw.toString('latin1')).toBe(mail(1));
  });

  it('takes the others, and at last the beginning of the mail whose fetch breaks the connection each time', async () => {
    server.put(mail(1), mail(2), mail(3));
    server.script = (command) => {
      const range = /^UID FETCH (\S+) .*BODY\.PEEK\[\](?!<)/u.exec(command)?.[1];
      return range === '1:3' || range === '2' ? (socket) => socket.end() : undefined;
    };
    const desk = rig(server, {}, { limits: { messageBytes: 10_000, oversizeKeptBytes: 1024 } });
    expect(await desk.source.drain(NEVER)).toEqual({ received: 3, repeats: 0 });
    expect(cases(desk.kept).toSorted()).toEqual(['1', '2', '3']);
  });

  it('leaves aside what the server never hands out, and says so', async () => {
    server.put(mail(1), mail(2), mail(3));
    server.script = (command) => {
      if (!command.includes('BODY.PEEK[]')) return undefined;
      const range = / (\S+) /u.exec(command.slice(4))?.[1];
      if (range === '2') return '% NO [SERVERBUG] cannot read mail\r\n';
      return range === '1:3'
        ? `${row(server, server.inbox[0]!, command)}% NO [SERVERBUG] cannot read mail\r\n`
        : undefined;
    };
    const desk = rig(server);
    expect(await desk.source.drain(NEVER)).toEqual({ received: 2, repeats: 0 });
    expect(server.inbox.map(({ uid }) => uid)).toEqual([2]);
    expect(desk.troubles.at(-1)).toMatch(/1 mails of mailbox support cannot be fetched .*UID 2/u);
    // Until it is healed, when the daily count gives it another chance.
    server.script = () => undefined;
    await desk.source.reconcile(NEVER);
    expect(cases(desk.kept)).toEqual(['1', '3', '2']);
  });

  it('refuses a literal that is far larger than announced, and keeps its beginning', async () => {
    server.put(mail(1, 'x'.repeat(3_000_000)));
    server.inbox[0]!.announced = 2_000;
    const desk = rig(server, {}, { limits: { messageBytes: 1_000_000, oversizeKeptBytes: 5_000 } });
    expect(await desk.source.drain(NEVER)).toEqual({ received: 1, repeats: 0 });
    expect(desk.kept[0]!.raw).toHaveLength(5_000);
    expect(desk.kept[0]!.fullSize).toBeGreaterThan(5_000);
  });

  it('rescans when the UIDVALIDITY changes under its feet', async () => {
    server.put(mail(1));
    const desk = rig(server, { after: 'leave' });
    await desk.source.drain(NEVER);
    server.uidvalidity = 8;
    server.put(mail(2));
    expect(await desk.source.drain(NEVER)).toEqual({ received: 1, repeats: 1 });
    expect(desk.kept[1]!.quiet).toBe('rebuild');
    expect(desk.rebuilds).toBe(1);
  });

  it('refuses a folder without UIDVALIDITY', async () => {
    server.script = (command) =>
      command.startsWith('SELECT') ? '* 0 EXISTS\r\n% OK [READ-WRITE] done\r\n' : undefined;
    await expect(rig(server).source.drain(NEVER)).rejects.toThrow(/names no UIDVALIDITY/u);
  });

  it('does not fall for a search answer without end', async () => {
    server.capabilities += ' ESEARCH';
    server.script = (command) =>
      command.startsWith('UID SEARCH') ? '* ESEARCH (TAG "%") UID ALL 1:4294967295\r\n% OK done\r\n' : undefined;
    await expect(rig(server).source.drain(NEVER)).rejects.toThrow(/more UIDs than a folder can hold/u);
  });

  it('lets go of the mailbox when another gateway has taken it over, and comes back when it may', async () => {
    let stolen = false;
    const desk = rig(
      server,
      { poll_seconds: 0.05, idle: false },
      { timing: { leaseMs: 60, leaseRetryMs: 20, firstWaitMs: 5, ceilingMs: 5 } },
    );
    const ledger = desk.ledgerOf('one');
    const source = desk.another('one', {
      ledger: { ...ledger, lease: async (box, ms) => !stolen && (await ledger.lease(box, ms)) },
    });
    await running(source, async () => {
      await until(() => desk.polls > 0);
      stolen = true;
      await until(() => server.open === 0);
      server.put(mail(1));
      expect(desk.kept).toHaveLength(0);
      stolen = false;
      await until(() => desk.kept.length === 1);
    });
  });
});
