import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OutgoingFax } from '../../src/domain/outgoing.ts';
import { barcodesOf } from '../../src/format/fax/barcodes.ts';
import { openDocument } from '../../src/format/fax/document.ts';
import { createMarks } from '../../src/format/mark.ts';
import { faxLetterRoutes } from '../../src/http/fax/letters.ts';
import { createLog } from '../../src/lib/log.ts';
import { typesetFax } from '../../src/serve/outlets.ts';
import { claimOutbox, enqueue, settleOutbox } from '../../src/store/outbox.ts';
import { sql, transaction } from '../../src/store/sql.ts';
import { openTestDatabase, type TestDatabase } from '../peers/database.ts';
import { serveRoutes, type Served } from './served.ts';

let database: TestDatabase;
let served: Served;
const db = () => database.store.db;
const marks = createMarks({ key: Buffer.alloc(32, 7), instance: '0b1f3a52-7c1d-4e6f-8a9b-0c1d2e3f4a5b' });
const NOW = Date.UTC(2026, 10, 26, 15);

beforeAll(async () => {
  database = await openTestDatabase();
  const log = createLog('silent');
  served = await serveRoutes([faxLetterRoutes({ db: db(), marks, typeset: typesetFax, now: () => NOW, log })]);
});
afterAll(async () => {
  await served.close();
  await database.drop();
});

/** A letter that the service has taken into its queue. */
async function sent(): Promise<OutgoingFax> {
  const id = randomUUID();
  const fax: OutgoingFax = {
    kind: 'acknowledgement',
    id,
    to: '+15550102231',
    toName: 'Maria Alvarez',
    from: 'Lindenhof Software Support',
    reference: 'K7Q-2M4',
    mark: marks.markFax('K7Q-2M4'),
    subject: 'We received your fax',
    text: 'We call you back by 11:00 AM.',
    date: 'Thursday, 26 November 2026, 10:00 AM Eastern (EST)',
  };
  const row = {
    id,
    outlet: 'fax',
    mail: fax,
    ticketId: null,
    inboundId: null,
    mailbox: 'support',
    dedupeKey: id,
  } as const;
  await transaction(db(), (tx) => enqueue(tx, [{ ...row, notBefore: NOW }], NOW));
  const [claimed] = await claimOutbox(db(), { limit: 10, leaseMs: 60_000, outlets: ['fax'], now: NOW });
  expect(claimed).toMatchObject({ id, outlet: 'fax', mail: fax });
  const result = { id, ticketId: null, state: 'sent', attempts: 0, resends: 0, nextAt: NOW } as const;
  await settleOutbox(db(), [{ ...result, response: '201 queued', act: 'acknowledgement_sent' }], NOW);
  return fax;
}

const address = ({ id }: OutgoingFax): string => `${served.base}/fax/letters/${id}/${marks.faxLetter(id)}`;
const status = (fax: OutgoingFax, form: Record<string, string>) =>
  fetch(address(fax), { method: 'POST', body: new URLSearchParams(form) });
const stateOf = ({ id }: OutgoingFax) => db().one(sql`select state, response from outbox where id = ${id}`);
const LIMITS = { maxBytes: 1_000_000, maxPages: 5, maxPagePixels: 10_000_000 };

test('the pages are fetched under an address that only the service knows, and bear the mark of their ticket', async () => {
  const fax = await sent();
  const answer = await fetch(`${address(fax)}.pdf`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const pages = await openDocument(new Uint8Array(await answer.arrayBuffer()), LIMITS);
  expect(pages.pageCount).toBe(1);
  const [code] = await barcodesOf(await pages.page(1));
  pages.close();
  expect(marks.verifyFaxMark(code!.value)).toEqual({ reference: 'K7Q-2M4' });
});

test('what became of it is noted once: delivered, or not and why, with a line in the journal', async () => {
  const [good, bad] = [await sent(), await sent()];
  expect((await status(good, { FaxStatus: 'processing' })).status).toBe(204);
  expect(await stateOf(good)).toEqual({ state: 'sent', response: '201 queued' });
  for (let times = 0; times < 2; times += 1) {
    expect((await status(good, { FaxStatus: 'delivered' })).status).toBe(204);
    expect((await status(bad, { FaxStatus: 'no-answer', ErrorMessage: 'nobody picked up' })).status).toBe(204);
  }
  expect((await status(bad, { FaxStatus: 'delivered' })).status).toBe(204); // too late: a person knows that it failed
  expect(await stateOf(good)).toEqual({ state: 'sent', response: 'delivered' });
  expect(await stateOf(bad)).toEqual({ state: 'failed', response: 'not delivered: no-answer, nobody picked up' });
  const acts = await db().many<{ act: string }>(sql`select act from journal where act like 'fax%' order by id`);
  expect(acts.map(({ act }) => act)).toEqual(['fax_delivered', 'fax_not_delivered']);
});

test('a mark that is not of this letter opens nothing, and who guesses is slowed down', async () => {
  const fax = await sent();
  const other = `${served.base}/fax/letters/${fax.id}/${marks.faxLetter(randomUUID())}`;
  expect((await fetch(other)).status).toBe(404);
  expect((await fetch(other, { method: 'POST', body: new URLSearchParams({ FaxStatus: 'failed' }) })).status).toBe(404);
  expect(await stateOf(fax)).toMatchObject({ state: 'sent' });
  const answers = await Promise.all(Array.from({ length: 40 }, () => fetch(`${served.base}/fax/letters/none/none`)));
  expect(answers.map((answer) => answer.status)).toContain(429);
  expect((await fetch(`${address(fax)}.pdf`)).headers.get('retry-after')).toMatch(/^\d+$/u);
});
