import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { signInLink } from '../src/commands/sign-in.ts';
import { actorOf, type Act } from '../src/acts/act.ts';
import { ACTS } from '../src/acts/all.ts';
import { perform } from '../src/acts/perform.ts';
import type { Verb } from '../src/domain/lifecycle.ts';
import { openHouse, serve } from '../src/serve.ts';
import { loadSettings } from '../src/settings.ts';
import { sql } from '../src/store/sql.ts';
import { fax } from '../test/fax/generate.ts';

/*
 * Pictures of the desk for docs/desk/: an invented office on an invented day, in Debian's Chromium (apt-get install chromium).
 *
 *     npm run pictures
 */

const PORT = 8_199;
const BASE = `http://127.0.0.1:${PORT}`;
const OUT = 'docs/desk';
const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
const mails = join(folder, 'mails');
const faxes = join(folder, 'faxes');
for (const path of [join(folder, 'config'), mails, faxes, OUT]) mkdirSync(path, { recursive: true });

writeFileSync(
  join(folder, 'config/people.yaml'),
  `
people:
  - { id: ana, name: Ana Ruiz, address: ana@helpdesk.example, roles: [rep] }
  - { id: ben, name: Ben Ito, address: ben@helpdesk.example, roles: [rep] }
  - { id: mo, name: M. Ortiz, address: mo@helpdesk.example, roles: [manager, operator] }
ladder:
  - { title: Manager of Customer Services, people: [mo] }
  - { title: Applications Development Manager, people: [mo] }
`,
);
writeFileSync(
  join(folder, 'config/postroom.yaml'),
  `
data_dir: ${JSON.stringify(folder)}
log_level: error
public_url: ${BASE}
mailboxes: [{ id: support, address: support@helpdesk.example, name: Customer Service, folder: { path: ${JSON.stringify(mails)} }, authentication: { mode: authserv-id, authserv_id: mx.helpdesk.example } }]
listen: { http: { port: ${PORT} } }
work: { poll_ms: 50 }
send: { outlet: file, file: { path: ${JSON.stringify(join(folder, 'sent'))} }, poll_ms: 100, undo_seconds: 0 }
fax: { folders: [{ id: line, path: ${JSON.stringify(faxes)}, mailbox: support, poll_seconds: 1 }] }
watch: { every_seconds: 1 }
digest: { enabled: false }
`,
);

let offset = 0;
const ny = (local: string): number =>
  Temporal.PlainDateTime.from(`2026-${local}`).toZonedDateTime('America/New_York').epochMilliseconds;
const at = (local: string): void => void (offset = ny(local) - Date.now());
at('11-20T09:00');
const house = await openHouse(await loadSettings({ file: join(folder, 'config/postroom.yaml'), env: {} }), {
  now: () => Date.now() + offset,
});
const stop = new AbortController();
const running = serve(house, stop.signal);

const settled = async (): Promise<void> => {
  const open = sql`select (select count(*) from inbound where state = 'stored')::int + (select count(*) from outbox where state in ('pending', 'sending'))::int as n`;
  for (const end = Date.now() + 120_000; (await house.store.db.one<{ n: number }>(open)).n > 0; await pause(50))
    if (Date.now() > end) throw new Error('the mails were not worked in time');
};
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let sent = 0;
async function mail(from: string, subject: string, text: string, more = ''): Promise<string> {
  sent += 1;
  const address = /<(.*)>/u.exec(from)?.[1] ?? from;
  const raw = Buffer.from(
    `Authentication-Results: mx.helpdesk.example; dmarc=pass header.from=${address.split('@')[1]!}\r\nReceived: from out.example by mx.helpdesk.example; Mon, 23 Nov 2026 09:00:00 -0500\r\nFrom: ${from}\r\nTo: support@helpdesk.example\r\nSubject: ${subject}\r\nMessage-ID: <${sent}@pictures.example>\r\nContent-Type: text/plain; charset=utf-8\r\n${more}\r\n${text.replaceAll('\n', '\r\n')}\r\n`,
  );
  const nothing = { envelope: null, location: null, quiet: null, skip: null };
  await house.deliver([
    { mailbox: 'support', via: 'smtp', raw, fullSize: raw.length, acceptedAt: house.now(), ...nothing },
  ]);
  await settled();
  const row = await house.store.db.maybeOne<{ reference: string }>(
    sql`select reference from ticket order by id desc limit 1`,
  );
  return row?.reference ?? '';
}
async function act(by: string, verb: Verb, reference: string, input: object): Promise<void> {
  const done = await perform(
    house.acts,
    ACTS[verb] as unknown as Act<object>,
    { reference, actor: actorOf(house.acts.staff, by)! },
    input,
  );
  if (!done.done) throw new Error(`${verb} ${reference}: ${done.why}`);
}

await house.store.db.run(sql`
  with c as (insert into customer (key, name, agreement, agreement_from, agreement_until, time_zone, imported_at) values
      ('contoso clinic', 'Contoso Clinic', 'A-31', '2026-04-01', '2027-03-31', 'America/Chicago', now()), ('northwind payroll', 'Northwind Payroll', 'B-7', '2026-01-01', null, null, now()),
      ('fabrikam', 'Fabrikam, Inc.', null, null, null, 'Europe/Berlin', now()) returning id, key),
    d as (insert into customer_domain (domain, customer_id) select case key when 'contoso clinic' then 'contoso.example' when 'fabrikam' then 'fabrikam.example' else 'northwind.example' end, id from c),
    s as (insert into customer_system (customer_id, name, environment, go_live) select id, 'billing', 'production', null::date from c where key = 'contoso clinic' union all select id, 'payroll', 'test', '2026-12-14'::date from c where key = 'contoso clinic'),
    n as (insert into customer_number (number, kind, customer_id) select '+13125550100', 'phone', id from c where key = 'contoso clinic')
  insert into customer_contact (address, customer_id, name, phone)
  select 'lena@contoso.example', id, 'Lena Vogt', '+13125550123' from c where key = 'contoso clinic'
  union all select 'raj@northwind.example', id, 'Raj Patel', '+15550104410' from c where key = 'northwind payroll'`);

// the week before: what was kept and broken
for (const [day, n] of [
  ['11-23', 3],
  ['11-24', 4],
] as const)
  for (let i = 0; i < n; i += 1) {
    at(`${day}T${String(9 + i * 2).padStart(2, '0')}:05`);
    const reference = await mail(
      'Raj Patel <raj@northwind.example>',
      ['Payslips without names', 'Export stops', 'Wrong tax year', 'Cannot print'][i]!,
      'In production the payslips cannot be printed.',
    );
    await pause(150);
    at(
      `${day}T${i === 1 ? String(10 + i * 2).padStart(2, '0') : String(9 + i * 2).padStart(2, '0')}:${i === 1 ? '40' : '35'}`,
    );
    await pause(1_500);
    await act(i % 2 === 0 ? 'ana' : 'ben', 'contact', reference, { outcome: 'reached' });
    await act(i % 2 === 0 ? 'ana' : 'ben', 'level', reference, { level: 2 });
    await act(i % 2 === 0 ? 'ana' : 'ben', 'resolve', reference, { text: 'The print service was started again.' });
  }

// today
at('11-25T09:02');
const down = await mail(
  'Lena Vogt <lena@contoso.example>',
  'Nobody can log in since 8',
  'Good morning,\n\nsince eight o’clock nobody can log in to the production system. All 40 people at the front desk wait.\n\nURGENT please.\n\nLena Vogt',
);
at('11-25T09:20');
await mail(
  'Raj Patel <raj@northwind.example>',
  'Cannot post invoices',
  'We cannot post any invoices on the live system since this morning, all five clerks get error 3021.\n\nWhat we tried: restart, another browser.\n\nRaj',
);
at('11-25T09:31');
await mail(
  'Mei Lin <mei@contoso.example>',
  'Payroll test: import fails',
  'On our test system the import of the October data fails. Go-live is on 14 December.\n\nMei',
);
at('11-25T09:40');
const question = await mail(
  'J. Okafor <okafor@fabrikam.example>',
  'Where do I change the logo?',
  'Where do I change the logo on the invoices?\n\nThanks, J. Okafor',
);
at('11-25T09:44');
await mail(
  'Scanner <scanner@contoso.example>',
  'Out of office: Re: your ticket',
  'I am away.',
  'Auto-Submitted: auto-replied\r\n',
);
await mail('Eve <eve@evil.example>', '<script>alert(1)</script> You won', '<img src=x onerror=alert(1)> Click here.');
at('11-25T09:48');
await act('ben', 'ask', question, { text: 'Which version do you use? You find it under Help, About.' });
at('11-25T09:50');
const slow = await mail(
  'Tess Grau <tess@northwind.example>',
  'Monthly report is slow',
  'The monthly report takes ten minutes since the update, but it works.\n\nTess',
);
await act('ana', 'assign', slow, { to: 'ana' }).catch(() => undefined);
const letter = [
  'Dear support team,',
  '',
  'since the update of last night the invoice report of our',
  'production system comes out without any totals.',
  'Please call me back: +1 555 010 2231.',
  '',
  'Mara Lindqvist, Northwind Bearings',
];
writeFileSync(
  join(faxes, '1.tif'),
  await fax({ pages: [letter, ['Page two: the list of the 43 invoices follows by mail.']], resolution: 'standard' }),
);
utimesSync(join(faxes, '1.tif'), house.now() / 1_000, house.now() / 1_000); // it came in on the invented day
writeFileSync(
  join(faxes, '1.json'),
  JSON.stringify({ id: '1', caller: '+15550102231', station: 'NORTHWIND BEARINGS', status: 'received' }),
);
for (let n = 0; n < 600; n += 1) {
  const { n: done } = await house.store.db.one<{ n: number }>(
    sql`select count(*)::int as n from ticket where channel = 'fax'`,
  );
  if (done > 0) break;
  await pause(100);
}
at('11-25T10:09');
await act('ben', 'take', down, {}).catch(() => undefined);
await act('ben', 'level', down, { level: 1 });
await pause(2_500); // what is late by now is told

const faxed = await house.store.db.one<{ reference: string }>(sql`select reference from ticket where channel = 'fax'`);
const browser = await chromium.launch({
  executablePath: process.env['POSTROOM_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--force-device-scale-factor=1'],
});

async function signedIn(person: string, colorScheme: 'light' | 'dark', width: number): Promise<Page> {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: width < 500 ? 780 : 860 } });
  const page = await context.newPage();
  await page.goto(await signInLink(house.store.db, house.loaded, person, house.now()));
  await page.click('main button');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  return page;
}
async function keep(page: Page, name: string): Promise<void> {
  await pause(400); // pages say that they are live
  const shot = await page.screenshot();
  await sharp(shot)
    .png({ palette: true, colours: 96, compressionLevel: 9 })
    .toFile(join(OUT, `${name}.png`));
  console.log(`${OUT}/${name}.png`);
}

const ben = await signedIn('ben', 'light', 1_280);
const night = await signedIn('ben', 'dark', 1_280);
const phone = await signedIn('ben', 'light', 360);
const mo = await signedIn('mo', 'light', 1_280);
await ben.goto(`${BASE}/queue?show=all`);
await keep(ben, 'queue');
await night.goto(`${BASE}/queue?show=all`);
await keep(night, 'queue-dark');
await phone.goto(`${BASE}/queue?show=all`);
await keep(phone, 'queue-narrow');
await ben.goto(`${BASE}/tickets/${down}`);
await keep(ben, 'ticket');
await night.goto(`${BASE}/tickets/${down}`);
await keep(night, 'ticket-dark');
await ben.goto(`${BASE}/tickets/${down}/why/call_back`);
await keep(ben, 'why');
await ben.goto(`${BASE}/tickets/${faxed.reference}`);
await ben.locator('.fax').first().scrollIntoViewIfNeeded();
await keep(ben, 'fax');
await ben.goto(`${BASE}/phone`);
await ben.fill('#q', 'lena');
await ben.fill('#what', 'Half of the receptionists cannot print labels any more, since the update.');
await ben.getByRole('radio', { name: /Lena Vogt/u }).check();
await ben.getByRole('radio', { name: 'Production' }).check();
await ben.getByRole('radio', { name: /A function fails/u }).check();
await pause(800);
await keep(ben, 'phone');
for (const [name, path] of [
  ['board', '/board'],
  ['ledger', '/ledger'],
  ['sources', '/sources'],
  ['outbox', '/outbox'],
  ['search', '/search?q=invoices'],
  ['customer', '/customers/1'],
  ['audit', '/audit'],
] as const) {
  await mo.goto(BASE + path);
  await keep(mo, name);
}
const customer = await (await browser.newContext({ viewport: { width: 720, height: 860 } })).newPage();
await customer.goto(house.customerLinks.make(down, 'lena@contoso.example')!);
await keep(customer, 'request');

await browser.close();
stop.abort();
await running;
rmSync(folder, { recursive: true, force: true });
