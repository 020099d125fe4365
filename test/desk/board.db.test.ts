import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ask, DeskDeps } from '../../src/desk/desk.ts';
import { promisesFile, ticketsFile } from '../../src/desk/board/files.ts';
import { todayAndWeek } from '../../src/domain/board/times.ts';
import { keptIn } from '../../src/store/compliance.ts';
import { countQueue } from '../../src/store/desk/queue.ts';
import { boardCounts } from '../../src/store/desk/board.ts';
import { digestLists } from '../../src/store/digest-lists.ts';
import { sql } from '../../src/store/sql.ts';
import { act, openDesk, seedTicket, type Desk } from '../acts/desk.ts';
import { ny } from '../domain/promise/office.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { openPages, wordsOf, type Pages } from './pages.ts';

const zone = 'America/New_York';
const NASTY = `</title><script>window.pwned=1</script>"'\`=1+1`;
let database: TestDatabase;
let desk: Desk;
let pages: Pages;

beforeAll(async () => {
  database = await openTestDatabase(8);
});
afterAll(async () => {
  await database.drop();
});
beforeEach(async () => {
  await database.store.db.run(
    sql`truncate ticket, journal, outbox, ticket_event, clock, watched, alarm, telling, inbound, session cascade`,
  );
  desk = await openDesk(database.store.db);
  await pages?.close();
  pages = await openPages(desk); // each board measures its pace anew
});
afterAll(() => pages.close());

/** Somebody looks at the board at this time. */
const board = async (person: string, at: string) => {
  desk.at(at);
  const page = await (await pages.as(person)).get('/board');
  expect(page.status).toBe(200);
  return { ...page, words: wordsOf(page).replaceAll(/ (?=[,;])/gu, '') };
};

/** A week with kept and broken promises of two reps; it is Wednesday 25 Nov when it ends. */
async function someWeek(): Promise<Readonly<Record<'kept' | 'broken' | 'solved' | 'open', string>>> {
  desk.at('2026-11-20 17:30'); // Friday: due Monday 8:30
  const kept = await seedTicket(desk, { level: 1 });
  const broken = await seedTicket(desk, { level: 1, subject: 'Broken one' });
  desk.at('2026-11-23 08:20');
  await act(desk, 'contact', kept, { outcome: 'reached' });
  await act(desk, 'contact', broken, { outcome: 'no_answer' });
  desk.at('2026-11-23 09:20');
  await act(desk, 'contact', broken, { outcome: 'reached' }, 'pat');
  desk.at('2026-11-25 09:00');
  const solved = await seedTicket(desk, { level: 3 });
  await act(desk, 'resolve', solved, { text: 'Done.' });
  const open = await seedTicket(desk, { level: 2, subject: 'Nobody took me' });
  return { kept, broken, solved, open };
}

/** Says of a broken promise that a manager was told by mail. */
async function tell(reference: string, person: string): Promise<void> {
  await desk.db.run(sql`
    with letter as (
      insert into outbox (id, kind, mailbox, dedupe_key, message_id, to_address, to_domain, mail, next_attempt_at)
      values (gen_random_uuid(), 'alert', 'support', ${reference}, ${reference}, 'a@b.example', 'b.example', '{}', now()) returning id),
    said as (
      insert into alarm (ticket_id, metric, cycle, kind, due_at, fired_at, said)
      select id, 'call_back', 1, 'rung_1', ${new Date(desk.now())}, ${new Date(desk.now())}, 'mailed' from ticket where reference = ${reference} returning id)
    insert into telling (alarm_id, person, outbox_id) select said.id, ${person}, letter.id from said, letter`);
}

describe('the board', () => {
  test('says of an empty desk that it is empty and well', async () => {
    const { words } = await board('mo', '2026-11-23 09:00');
    expect(words).toContain('No ticket is open.');
    expect(words).toContain('late: nothing is');
    expect(words).toContain('none fell due this week');
    expect(words).toContain('Nothing falls due before 18:00 EST');
    expect(words).toContain("Every open ticket is somebody's.");
    expect(words).toContain('No open ticket was carried up in the last 30 days.');
    expect(words).toContain('No promise was broken since Mon 23 Nov.');
    expect(words).toContain('there is no day to compare with yet');
  });

  test('tells what was kept and broken, with how many it is of, and why', async () => {
    const { broken } = await someWeek();
    desk.at('2026-11-23 08:31');
    await tell(broken, 'mo');
    const { words, text } = await board('mo', '2026-11-25 10:30');
    // call-backs: two due on Monday, one of them broken; one told by its solution; one late since ten. One resolution with a number.
    expect(words).toContain('60 % kept this week: 3 of 5 promises');
    expect(words).toContain('1 promise broken today, 2 kept');
    expect(words).toContain('3 ■ tickets late now');
    expect(words).toContain('Nothing falls due before 18:00 EST. 3 tickets are late already.');
    expect(words).toContain('■ Late was due 10:00 EST');
    expect(words).toMatch(
      /Broken one Ana Ruiz; the call-back was due Mon 23 Nov 08:30 EST, done Mon 23 Nov 09:20 EST Why: Ben Ito had it; one call in vain; told: M\. Ortiz\./u,
    );
    expect(words).toMatch(/Why: nobody had it; no call was logged in time; nobody of the ladder was told\./u);
    // who called too late is counted with whom the ticket had, by name
    expect(words).toMatch(
      /by rep .*Ben Ito 2 0 100 % of 2 1 0 100 % of 1 P\. Lang 0 1 0 % of 1 none fell due Nobody had it 0 1 0 % of 1/u,
    );
    expect(text).toContain(
      'href="/board/promises?from=2026-11-23&#38;to=2026-11-29&#38;metric=call_back&#38;level=1&kept=no"',
    );
  });

  test('each number is that of the mails, and as long as its list', async () => {
    await someWeek();
    desk.at('2026-11-25 10:30');
    const now = desk.now();
    const { week } = todayAndWeek(now, zone);
    const rows = await keptIn(desk.db, [week], now);
    const mo = await pages.as('mo');
    const count = async (query: string): Promise<number> =>
      ((await mo.get(`/board/promises?from=2026-11-23&to=2026-11-29&${query}`)).text.match(/<tr>\s*<td>/gu) ?? [])
        .length;
    const sum = (which: (row: (typeof rows)[number]) => boolean, what: 'kept' | 'broken'): number =>
      rows.filter(which).reduce((total, row) => total + row[what], 0);
    for (const [kept, what] of [
      ['yes', 'kept'],
      ['no', 'broken'],
    ] as const) {
      expect(await count(`kept=${kept}`)).toBe(sum(() => true, what));
      for (const metric of ['call_back', 'resolution'])
        expect(await count(`kept=${kept}&metric=${metric}`)).toBe(sum((row) => row.metric === metric, what));
      for (const level of [1, 2, 3])
        expect(await count(`kept=${kept}&level=${level}`)).toBe(sum((row) => row.level === level, what));
      for (const rep of ['ben', 'pat', null])
        expect(await count(`kept=${kept}&rep=${rep ?? 'nobody'}`)).toBe(sum((row) => row.rep === rep, what));
    }
    const lists = await digestLists(desk.db, null, { now, endOfDay: ny('2026-11-26 00:00') });
    const { late, confirm, free, all } = await countQueue(desk.db, { me: 'mo', now });
    expect(await boardCounts(desk.db, { now, soon: now })).toMatchObject({
      late,
      unconfirmed: confirm,
      free,
      open: all,
    });
    const { words } = await board('mo', '2026-11-25 10:30');
    expect(words).toContain(`${lists.late.total} ■ tickets late now`);
    expect(words).toContain(`${lists.unconfirmed.total} levels are not confirmed yet`);
    expect(wordsOf(await mo.get('/board/promises?open=late')).match(/■ Late/gu)).toHaveLength(lists.late.total);
  });

  test('foresees what will break, and says how it reckons', async () => {
    desk.at('2026-11-23 14:00');
    const tickets: string[] = [];
    for (let n = 0; n < 12; n += 1) tickets.push(await seedTicket(desk, { level: 2 })); // due 15:00
    // three reps who need 20 minutes each until three o'clock have time for nine, and one of those who are due is late by then
    const { words } = await board('mo', '2026-11-23 14:00');
    expect(words).toContain(
      '12 promises fall due before 18:00 EST, 3 reps work until then: 3 will break at the present pace.',
    );
    expect(words).toContain('20 working minutes each, which is assumed');
    expect(words.match(/▲ Likely/gu)).toHaveLength(3);
    expect(words).toContain(`#${tickets.at(-1)}`);
    expect(words).toContain('If everything goes slowly, 6 more break.');
    const night = await board('mo', '2026-11-23 19:00');
    expect(night.words).toContain('Nothing falls due before Tue 24 Nov 18:00 EST');
  });

  test('measures the pace by acts that keep a promise', async () => {
    desk.at('2026-11-20 09:00');
    const reference = await seedTicket(desk, { level: 6 });
    for (let n = 0; n < 14; n += 1) {
      desk.wait(7 * 60);
      await act(desk, 'reply', reference, { text: 'More.' });
      desk.wait(60);
      await act(desk, 'contact', reference, { outcome: 'no_answer' }); // keeps nothing
    }
    expect((await board('mo', '2026-11-23 14:00')).words).toContain(
      '8 working minutes for a promise (median of 13 in the last ten working days',
    );
  });

  test('shows who was told up the ladder, and who has seen it', async () => {
    desk.at('2026-11-23 09:00');
    const [unseen, seen] = [await seedTicket(desk, { subject: 'Unseen' }), await seedTicket(desk, { subject: 'Seen' })];
    const solved = await seedTicket(desk, { subject: 'Over' });
    for (const reference of [unseen, seen, solved])
      await act(desk, 'escalate', reference, { reason: 'angry', by: 'customer' });
    await tell(seen, 'mo');
    desk.at('2026-11-23 09:30');
    await act(desk, 'seen', seen, {}, 'mo');
    await act(desk, 'resolve', solved, { text: 'Done.' });
    const { words } = await board('ops', '2026-11-23 10:30');
    expect(words).toMatch(
      /Carried up the ladder: 2 .*Unseen to Manager of Customer Services, 09:00 EST; nobody has it; nobody could be told ▲ Nobody has seen it .*Seen to .*told: M\. Ortiz; seen by M\. Ortiz 09:30 EST/u,
    );
    expect(words).not.toContain('Over');
  });

  test('counts arrivals per hour against the same weekdays', async () => {
    const arrive = (at: string, kept = true) =>
      desk.db.run(sql`
      insert into inbound (mailbox, fingerprint, sha256, size, via, accepted_at) values ('support', ${Buffer.from(at)}, ${kept ? Buffer.alloc(32) : null}, 1, 'smtp', ${new Date(ny(at))})`);
    for (const at of [
      '2026-11-23 09:05',
      '2026-11-23 09:59',
      '2026-11-23 10:00',
      '2026-11-16 09:10',
      '2026-11-09 09:10',
      '2026-11-09 09:20',
      '2026-11-09 15:00',
    ])
      await arrive(at);
    await arrive('2026-11-23 09:06', false); // only remembered
    const { words, text } = await board('ben', '2026-11-23 10:30');
    expect(words).toContain('3 so far; usually 1.5 by this hour.');
    expect(words).toContain('the mean of the last 2 on a Mon');
    expect(words).toMatch(/9:00 2 1\.5 10:00 1 0 15:00 to come 0\.5/u);
    expect(text).toContain('class="arrived"');
  });
});

describe('who may see what', () => {
  test('reps see the board without what each of them kept, and take no files', async () => {
    await someWeek();
    const { words } = await board('ben', '2026-11-25 10:30');
    expect(words).not.toContain('by rep');
    expect(words).not.toContain('CSV');
    const ben = await pages.as('ben');
    expect((await ben.get('/board/promises?rep=cy')).status).toBe(403);
    expect((await ben.get('/board/promises')).text).not.toContain('name="rep"');
    for (const path of ['/board/promises.csv', '/board/tickets.csv']) expect((await ben.get(path)).status).toBe(403);
    const ops = await board('ops', '2026-11-25 10:30');
    expect(ops.words).not.toContain('by rep');
    expect((await (await pages.as('ops')).get('/board/promises.csv?rep=ben')).status).toBe(422);
  });

  test('strangers see nothing', async () => {
    for (const path of ['/board', '/board/promises', '/board/promises.csv', '/board/tickets.csv'])
      expect((await fetch(pages.base + path, { redirect: 'manual' })).status).toBe(401);
  });
});

describe('the list of promises', () => {
  test('tells due, kept, how late in working time, and who', async () => {
    const { broken } = await someWeek();
    desk.at('2026-11-25 10:30');
    const words = wordsOf(await (await pages.as('mo')).get('/board/promises?kept=no&level=1'));
    expect(words).toContain('Promises broken, Mon 23 Nov to Sun 29 Nov');
    expect(words).toMatch(
      new RegExp(
        `■ Broken call-back .*#${broken} Broken one .*Mon 23 Nov 08:30 EST Mon 23 Nov 09:20 EST 50 min P\\. Lang`,
        'u',
      ),
    );
  });

  test('pages repeat nothing and skip nothing while others come', async () => {
    desk.at('2026-11-23 09:00');
    const all = new Set<string>();
    for (let n = 0; n < 110; n += 1) all.add(await seedTicket(desk, { level: 1 }));
    desk.at('2026-11-23 11:00');
    const mo = await pages.as('mo');
    const found: string[] = [];
    let next: string | null = '/board/promises?kept=no';
    while (next !== null) {
      const { text } = await mo.get(next);
      found.push(...[...text.matchAll(/href="\/tickets\/(\w{3}-\w{3})"/gu)].map(([, reference]) => reference!));
      const link: RegExpExecArray | null = /href="(\/board\/promises\?[^"]*after=[^"]+)"/u.exec(text);
      next = link === null ? null : link[1]!.replaceAll('&#38;', '&');
      desk.at('2026-11-23 12:00'); // more was broken since
    }
    expect(found).toHaveLength(110);
    expect(new Set(found)).toEqual(all);
  });

  test('what falls due within a working hour, over the weekend', async () => {
    desk.at('2026-11-20 17:30');
    const soon = await seedTicket(desk, { level: 2 }); // due Monday 8:30
    await seedTicket(desk, { level: 4 });
    const mo = await pages.as('mo');
    const words = wordsOf(await mo.get('/board/promises?open=soon'));
    expect(words).toContain('Due within a working hour');
    expect(words.match(/#TT/gu)).toHaveLength(1);
    expect(words).toContain(`#${soon}`);
    expect(wordsOf(await mo.get('/board'))).toContain('1 due within a working hour, by Mon 23 Nov 08:30 EST');
  });

  test('days that cannot be read are told', async () => {
    const mo = await pages.as('mo');
    for (const query of ['from=yesterday', 'from=2026-02-31', 'from=2026-11-25&to=2026-11-24']) {
      const answer = await mo.get(`/board/promises?${query}`);
      expect([answer.status, wordsOf(answer).includes('this week is shown')]).toEqual([422, true]);
      expect((await mo.get(`/board/tickets.csv?${query}`)).status).toBe(422);
    }
    expect((await mo.get('/board/promises?after=x.y&level=9&kept=maybe')).status).toBe(200);
  });
});

describe('files', () => {
  const read = (text: string): Record<string, string>[] =>
    parse(text, { bom: true, columns: true, record_delimiter: '\r\n' });

  test('promises: the same rows as on the page, times with their zone, names for managers only', async () => {
    const { broken } = await someWeek();
    desk.at('2026-11-25 10:30');
    const answer = await (
      await pages.as('mo')
    ).get('/board/promises.csv?kept=no&level=1&from=2026-11-23&to=2026-11-25');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="promises-2026-11-23-to-2026-11-25.csv"',
    );
    expect(read(answer.text)).toEqual([
      {
        ticket: broken,
        promise: 'call_back',
        cycle: '1',
        level: '1',
        result: 'broken',
        started: '2026-11-20T17:30:00-05:00',
        due: '2026-11-23T08:30:00-05:00',
        met: '2026-11-23T09:20:00-05:00',
        late_working_minutes: '50',
        rep: 'P. Lang',
        customer: 'Ana Ruiz',
        subject: 'Broken one',
      },
    ]);
    const [row] = read((await (await pages.as('ops')).get('/board/promises.csv')).text);
    expect(row).toHaveProperty('customer');
    expect(row).not.toHaveProperty('rep');
  });

  test('what a stranger wrote runs nowhere: not on the pages, not in a spreadsheet', async () => {
    desk.at('2026-11-23 09:00');
    const subject = `=HYPERLINK("http://x.example","a")`;
    await seedTicket(desk, { subject, level: 1 });
    await seedTicket(desk, { subject: NASTY, level: 1 });
    const mo = await pages.as('mo');
    desk.at('2026-11-23 10:30');
    for (const path of ['/board', '/board/promises', '/board/promises?open=late'])
      expect((await mo.get(path)).text).not.toContain('<script>window');
    const { text } = await mo.get('/board/tickets.csv?from=2026-11-23&to=2026-11-23');
    expect(read(text).map((row) => [row['subject'], row['accepted']])).toEqual([
      [`'${subject}`, '2026-11-23T09:00:00-05:00'],
      [NASTY, '2026-11-23T09:00:00-05:00'],
    ]);
  });

  test('more rows than a file holds are refused, in words', async () => {
    desk.at('2026-11-23 09:00');
    for (let n = 0; n < 3; n += 1) await seedTicket(desk, { level: 1 });
    desk.at('2026-11-23 11:00');
    const ask = { now: desk.now(), zone, query: new Map(), actor: { roles: ['manager'] } } as unknown as Ask;
    const deps = { acts: desk } as unknown as DeskDeps;
    for (const file of [promisesFile, ticketsFile]) {
      expect(await file(deps, ask, 3)).toMatchObject({ text: expect.stringMatching(/^\uFEFF"ticket"/u) });
      expect(await file(deps, ask, 2)).toMatchObject({ status: 422 });
    }
  });
});
