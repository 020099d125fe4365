import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actorOf, type Act } from '../../src/acts/act.ts';
import { ACTS } from '../../src/acts/all.ts';
import { perform } from '../../src/acts/perform.ts';
import type { Verb } from '../../src/domain/lifecycle.ts';
import { openHouse, serve, type House } from '../../src/serve.ts';
import { loadSettings } from '../../src/settings.ts';
import { sql } from '../../src/store/sql.ts';

/* An invented office with its people, its customers and a clock that is set by hand. What it sends lies in a folder that is thrown away. */

export type Office = {
  readonly house: House;
  readonly base: string;
  /** Sets the clock, November 2026 in New York: `25T10:09` */
  readonly at: (local: string) => void;
  /** Takes in a mail and works it; returns the reference of its ticket. `answers`: the reference of the ticket whose first mail it answers. */
  readonly mail: (
    from: string,
    subject: string,
    text: string,
    more?: { readonly answers?: string; readonly automatic?: true },
  ) => Promise<string>;
  readonly fax: (document: Buffer, words: { readonly caller: string; readonly station: string }) => Promise<string>;
  readonly act: (by: string, verb: Verb, reference: string, input?: object) => Promise<void>;
  /** Waits until all that came is worked, and all that goes out has gone. */
  /** From here on the clock of the machine says what the office's does, for its health goes by that one, and by the clock of the database. */
  readonly stay: () => Promise<void>;
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const PEOPLE = `
people:
  - { id: ana, name: Ana Ruiz, address: ana@helpdesk.example, roles: [rep] }
  - { id: ben, name: Ben Ito, address: ben@helpdesk.example, roles: [rep] }
  - { id: cy, name: Cy Park, address: cy@helpdesk.example, roles: [rep] }
  - { id: mo, name: M. Ortiz, address: mo@helpdesk.example, roles: [manager, operator] }
  - { id: pat, name: P. Lang, address: pat@helpdesk.example, roles: [manager] }
ladder:
  - { title: Manager of Customer Services, people: [mo] }
  - { title: Applications Development Manager, people: [pat] }
`;

/** Opens it, empty but for its customers. */
export async function openOffice(port: number): Promise<Office> {
  const base = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
  const faxes = join(folder, 'faxes');
  for (const name of ['config', 'mails', 'faxes', 'sent']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'config/people.yaml'), PEOPLE);
  writeFileSync(
    join(folder, 'config/postroom.yaml'),
    `
data_dir: ${JSON.stringify(folder)}
log_level: error
public_url: ${base}
mailboxes: [{ id: support, address: support@helpdesk.example, name: Customer Service, folder: { path: ${JSON.stringify(join(folder, 'mails'))} }, authentication: { mode: authserv-id, authserv_id: mx.helpdesk.example } }]
listen: { http: { port: ${port} } }
work: { poll_ms: 50 }
send: { outlet: file, file: { path: ${JSON.stringify(join(folder, 'sent'))} }, poll_ms: 50, undo_seconds: 0 }
fax: { folders: [{ id: line, path: ${JSON.stringify(faxes)}, mailbox: support, poll_seconds: 1 }] }
watch: { every_seconds: 1 }
digest: { enabled: false }
`,
  );
  const real = Date.now.bind(Date);
  let offset = 0;
  const at = (local: string): void =>
    void (offset =
      Temporal.PlainDateTime.from(`2026-11-${local}`).toZonedDateTime('America/New_York').epochMilliseconds - real());
  at('16T08:00');
  const house = await openHouse(await loadSettings({ file: join(folder, 'config/postroom.yaml'), env: {} }), {
    now: () => real() + offset,
  });
  const { db } = house.store;
  await db.run(CUSTOMERS);
  const stop = new AbortController();
  const running = serve(house, stop.signal);
  const until = async (what: string, is: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 120_000; !(await is()); await rest(50))
      if (Date.now() > end) throw new Error(`${what} took too long`);
  };
  const settled = (): Promise<void> => until('working', async () => (await db.one<{ n: number }>(OPEN_WORK)).n === 0);
  let came = 0;
  const firsts = new Map<string, string>(); // of a ticket's reference, the id of its first mail

  return {
    house,
    base,
    at,
    settled,
    async stay() {
      Date.now = house.now;
      (house.lastKept as Map<string, number>).clear();
      await db.run(sql`create table office_clock as select ${new Date(house.now())}::timestamptz - now() as ahead`);
      await db.run(sql`create function office_read() returns trigger language plpgsql as
        'begin new.last_read_at := now() + (select ahead from office_clock); return new; end'`);
      await db.run(
        sql`create trigger office_read before update on mailbox_state for each row execute function office_read()`,
      );
      await db.run(sql`update mailbox_state set last_read_at = now()`);
    },
    async mail(from, subject, text, { answers, automatic } = {}) {
      came += 1;
      const id = `<${came}@pictures.example>`;

      const domain = /@([\w.]+)/u.exec(from)![1]!;
      const day = new Date(house.now()).toUTCString().replace('GMT', '+0000');
      const raw = Buffer.from(
        `Authentication-Results: mx.helpdesk.example; dmarc=pass header.from=${domain}\r\nReceived: from out.${domain} by mx.helpdesk.example; ${day}\r\nDate: ${day}\r\nFrom: ${from}\r\nTo: support@helpdesk.example\r\nSubject: ${subject}\r\nMessage-ID: ${id}\r\n${automatic ? 'Auto-Submitted: auto-replied\r\n' : ''}${answers === undefined ? '' : `In-Reply-To: ${firsts.get(answers)!}\r\n`}Content-Type: text/plain; charset=utf-8\r\n\r\n${text.replaceAll('\n', '\r\n')}\r\n`,
      );
      const nothing = { envelope: null, location: null, quiet: null, skip: null };
      await house.deliver([
        { mailbox: 'support', via: 'smtp', raw, fullSize: raw.length, acceptedAt: house.now(), ...nothing },
      ]);
      await settled();
      const row = await db.maybeOne<{ reference: string }>(sql`
        select t.reference from message m join ticket t on t.id = m.ticket_id where m.message_id = ${id}`);
      if (row !== null && answers === undefined) firsts.set(row.reference, id);
      return row?.reference ?? '';
    },
    async fax(document, words) {
      came += 1;
      const file = join(faxes, `${came}.tif`);
      writeFileSync(file, document);
      utimesSync(file, house.now() / 1_000, house.now() / 1_000); // it came in on the invented day
      writeFileSync(join(faxes, `${came}.json`), JSON.stringify({ id: String(came), status: 'received', ...words }));
      const newest = sql`select reference from ticket where channel = 'fax' order by id desc limit 1`;
      const before = await db.maybeOne<{ reference: string }>(newest);
      const isNew = async (): Promise<boolean> =>
        (await db.maybeOne<{ reference: string }>(newest))?.reference !== before?.reference;
      await until('reading a fax', isNew);
      await settled();
      return (await db.one<{ reference: string }>(newest)).reference;
    },
    async act(by, verb, reference, input = {}) {
      const about = { reference, actor: actorOf(house.acts.staff, by)! };
      const done = await perform(house.acts, ACTS[verb] as unknown as Act<object>, about, input);
      if (!done.done) throw new Error(`${verb} ${reference}: ${done.why}`);
      await settled();
    },
    async close() {
      stop.abort();
      await running;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A pause, ms. */
export function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Items that are not settled, and messages that wait to go out now. */
const OPEN_WORK = sql`
  select (select count(*) from inbound where state = 'stored')::int + (select count(*) from outbox where state in ('pending', 'sending'))::int as n`;

const CUSTOMERS = sql`
  with c as (insert into customer (key, name, agreement, agreement_from, agreement_until, time_zone, imported_at) values
      ('contoso clinic', 'Contoso Clinic', 'A-31', '2026-04-01', '2027-03-31', 'America/Chicago', now()),
      ('northwind payroll', 'Northwind Payroll', 'B-7', '2026-01-01', null, null, now()),
      ('fabrikam', 'Fabrikam, Inc.', null, null, null, 'Europe/Berlin', now()),
      ('tailspin toys', 'Tailspin Toys', 'A-12', '2025-10-01', '2027-09-30', null, now()),
      ('wide world', 'Wide World Importers', 'C-3', '2024-01-01', '2026-12-31', null, now()) returning id, key),
    d as (insert into customer_domain (domain, customer_id) select split_part(key, ' ', 1) || '.example', id from c where key <> 'wide world' union all select 'wideworld.example', id from c where key = 'wide world'),
    s as (insert into customer_system (customer_id, name, environment, go_live)
      select id, 'billing', 'production', null::date from c where key = 'contoso clinic' union all
      select id, 'payroll', 'test', '2026-12-14'::date from c where key = 'contoso clinic'),
    n as (insert into customer_number (number, kind, customer_id)
      select '+13125550100', 'phone', id from c where key = 'contoso clinic' union all
      select '+15550102231', 'fax', id from c where key = 'wide world')
  insert into customer_contact (address, customer_id, name, phone)
  select 'lena@contoso.example', id, 'Lena Vogt', '+13125550123' from c where key = 'contoso clinic' union all
  select 'raj@northwind.example', id, 'Raj Patel', '+15550104410' from c where key = 'northwind payroll' union all
  select 'iris@tailspin.example', id, 'Iris Dahl', '+15550107781' from c where key = 'tailspin toys' union all
  select 'mara@wideworld.example', id, 'Mara Lindqvist', '+15550102230' from c where key = 'wide world'`;
