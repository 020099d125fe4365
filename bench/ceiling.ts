import { ImapFlow } from 'imapflow';
import { simpleParser, type ParsedMail } from 'mailparser';
import pg from 'pg';

/*
 * The least that any gateway does, without ours: run as `ceiling.ts NAME` in a process of its own, it does one of the
 * works below over the whole mailbox and prints how long that took. What it needs beforehand is fetched beforehand.
 */

/** Wall and CPU time of the work alone, starting up and preparing left out, in seconds. */
export type Ceiling = { readonly messages: number; readonly seconds: number; readonly cpuSeconds: number };

type Work = () => Promise<number>;

const env = process.env as {
  BENCH_IMAP_PORT: string;
  BENCH_IMAP_USER: string;
  IMAP_PASSWORD: string;
  BENCH_DATABASE: string;
};

const client = new ImapFlow({
  host: '127.0.0.1',
  port: Number(env.BENCH_IMAP_PORT),
  secure: false,
  doSTARTTLS: false,
  auth: { user: env.BENCH_IMAP_USER, pass: env.IMAP_PASSWORD },
  logger: false,
});
const database = new pg.Client({ connectionString: env.BENCH_DATABASE });

/** Each prepares, and returns the work that is measured. */
const CEILINGS: Record<string, () => Promise<Work>> = {
  fetch: async () => () => each(async () => {}),
  parse: async () => {
    const mails = await all();
    return () => one(mails, async (raw) => void (await parse(raw)));
  },
  commit: async () => {
    const mails = await all();
    return () => one(mails, keepRaw);
  },
  pipeline: async () => () => each(async (raw) => keepParsed(await parse(raw))),
  'pipeline+raw': async () => () =>
    each(async (raw) => {
      const mail = await parse(raw);
      await keepParsed(mail, raw);
    }),
};

/** mailparser with everything switched off that costs time and that a gateway can do without. */
function parse(raw: Buffer): Promise<ParsedMail> {
  const lean = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true };
  return simpleParser(raw, lean);
}

async function keepRaw(raw: Buffer): Promise<void> {
  await database.query('insert into bare (raw) values ($1)', [raw]);
}

async function keepParsed(mail: ParsedMail, raw: Buffer | null = null): Promise<void> {
  const values = [mail.messageId ?? null, mail.from?.text ?? '', mail.subject ?? '', mail.text ?? '', raw];
  await database.query('insert into bare (message_id, sender, subject, body, raw) values ($1, $2, $3, $4, $5)', values);
}

/** Fetches every mail and does something with it before the next. */
async function each(work: (raw: Buffer) => Promise<void>): Promise<number> {
  let count = 0;
  for await (const { source } of client.fetch('1:*', { uid: true, source: true })) {
    await work(source!);
    count += 1;
  }
  return count;
}

async function all(): Promise<readonly Buffer[]> {
  const mails: Buffer[] = [];
  await each(async (raw) => void mails.push(raw));
  return mails;
}

async function one(mails: readonly Buffer[], work: (raw: Buffer) => Promise<void>): Promise<number> {
  for (const raw of mails) await work(raw);
  return mails.length;
}

await client.connect();
await client.mailboxOpen('INBOX', { readOnly: true });
await database.connect();
await database.query(`
  create table if not exists bare (id bigint generated always as identity primary key, message_id text, sender text, subject text, body text, raw bytea);
  alter table bare alter column raw set storage external;
  truncate bare`);
const work = await CEILINGS[process.argv[2]!]!();
const before = process.cpuUsage();
const began = performance.now();
const messages = await work();
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ messages, seconds, cpuSeconds: (user + system) / 1e6 } satisfies Ceiling));
await database.end();
await client.logout();
