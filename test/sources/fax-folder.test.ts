import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faxFolderSource } from '../../src/sources/fax/folder.ts';
import type { Deliver } from '../../src/sources/port.ts';
import { temporary } from '../../src/lib/fault.ts';
import { memoryStore } from './items.ts';

const HYLAFAX = fileURLToPath(new URL('../fax/hylafax/', import.meta.url));
const HOOK = fileURLToPath(new URL('../../config/hylafax/faxrcvd-postroom', import.meta.url));
const RECEIVED = readFileSync(join(HYLAFAX, 'fax000000001.tif'));
const forever = new AbortController().signal;
const OLD = new Date(Date.now() - 60_000);

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'fax-'));
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

const put = (name: string, content: string | Buffer, at = OLD): void => {
  writeFileSync(join(path, name), content);
  utimesSync(join(path, name), at, at);
};
const words = (say: Record<string, unknown> = {}): string => JSON.stringify({ id: '000000001', ...say });
const names = (folder = ''): string[] => readdirSync(join(path, folder)).toSorted();

function source(deliver: Deliver) {
  return faxFolderSource({
    settings: { id: 'hylafax', path, processed_path: null, mailbox: 'support', poll_seconds: 5 },
    maxBytes: 1_000_000,
    mailboxOf: ({ dialled }, otherwise) => (dialled === '5550104477' ? 'billing' : otherwise),
    deliver,
    ledger: null,
    log: pino({ level: 'silent' }),
  });
}

describe('a drop folder for faxes', () => {
  it('takes a document with its words, and moves both aside', async () => {
    const store = memoryStore();
    put('fax1.tif', RECEIVED, new Date());
    put(
      'fax1.json',
      words({
        caller: '5550100000',
        caller_name: 'Contoso Clinic 0',
        dialled: '5550104477',
        pages: 2,
        received_at: '2026-11-23T06:04:40Z',
      }),
      new Date(),
    );
    expect(await source(store.deliver).drain(forever)).toEqual({ received: 1, repeats: 0 });
    const [item] = store.kept;
    expect(item!.raw.equals(RECEIVED)).toBe(true);
    expect(item).toMatchObject({
      mailbox: 'billing',
      via: 'fax',
      acceptedAt: Date.UTC(2026, 10, 23, 6, 4, 40),
      fax: {
        source: 'hylafax',
        caller: '5550100000',
        callerName: 'Contoso Clinic 0',
        dialled: '5550104477',
        station: null,
        pages: 2,
        status: 'received',
        error: null,
      },
    });
    expect(item!.fax!.sourceId).toMatch(/^000000001\/[\da-f]{12}$/u);
    expect(names()).toEqual(['processed']);
    expect(names('processed')).toEqual(['fax1.json', 'fax1.tif']);
  });

  it('waits for the words of a young document, and takes an old one without them', async () => {
    const store = memoryStore();
    put('young.tif', RECEIVED, new Date());
    put('.part.tif', RECEIVED);
    expect(await source(store.deliver).drain(forever)).toEqual({ received: 0, repeats: 0 });
    put('scan.PDF', '%PDF-1.4 a scan');
    put('notes.txt', 'no fax');
    expect(await source(store.deliver).drain(forever)).toEqual({ received: 1, repeats: 0 });
    expect(store.kept[0]).toMatchObject({
      mailbox: 'support',
      acceptedAt: Math.floor(OLD.getTime()),
      fax: { sourceId: null, caller: null, status: 'received' },
    });
    expect(names()).toEqual(['.part.tif', 'notes.txt', 'processed', 'young.tif']);
  });

  it.each([
    ['{"caller": 5550100000}', /"caller" in the JSON beside the document cannot be used/u],
    ['{"status": "ok"}', /"status"/u],
    ['no JSON', /the JSON beside the document cannot be used/u],
    ['x'.repeat(100_001), /the JSON beside the document cannot be used/u],
  ])('loses no fax to words that are wrong: %.30s', async (json, says) => {
    const store = memoryStore();
    put('fax1.tif', RECEIVED);
    put('fax1.json', json);
    expect(await source(store.deliver).drain(forever)).toEqual({ received: 1, repeats: 0 });
    expect(store.kept[0]!.raw.equals(RECEIVED)).toBe(true);
    expect(store.kept[0]!.fax).toMatchObject({ status: 'received', error: expect.stringMatching(says) });
  });

  it('takes words without a document as a fax of which nothing came', async () => {
    const store = memoryStore();
    put('fax7.json', words({ caller: '5550100000', status: 'failed', error: 'no carrier' }));
    expect(await source(store.deliver).drain(forever)).toEqual({ received: 1, repeats: 0 });
    expect(store.kept[0]).toMatchObject({ fullSize: 0, fax: { status: 'failed', error: 'no carrier' } });
    expect(names('processed')).toEqual(['fax7.json']);
  });

  it('leaves both where they are when they could not be kept', async () => {
    put('fax1.tif', RECEIVED);
    put('fax1.json', words());
    const down = async () => {
      throw temporary('the database is down');
    };
    await expect(source(down).drain(forever)).rejects.toThrow(/could not be kept/u);
    expect(names()).toEqual(['fax1.json', 'fax1.tif']);
  });
});

describe('the hook for HylaFAX', () => {
  /** Calls the hook as HylaFAX does, in a spool of its own. */
  function receive(tif: string, ...args: string[]) {
    const spool = mkdtempSync(join(tmpdir(), 'spool-'));
    try {
      mkdirSync(join(spool, 'recvq'));
      if (tif !== '') copyFileSync(join(HYLAFAX, tif), join(spool, 'recvq', tif));
      mkdirSync(join(spool, 'bin'));
      writeFileSync(join(spool, 'bin/faxrcvd'), '#!/bin/sh\necho "faxrcvd $#"\n', { mode: 0o755 });
      const env = { ...process.env, POSTROOM_FAX_DROP: path };
      return spawnSync(HOOK, [`recvq/${tif || 'fax000000009.tif'}`, ...args], { cwd: spool, env, encoding: 'utf8' });
    } finally {
      rmSync(spool, { recursive: true, force: true });
    }
  }

  it('hands over a fax as it was received, whatever stands in the call ids, and calls the old hook', async () => {
    const { status, stdout, stderr } = receive(
      'fax000000001.tif',
      'ttyIAX1',
      '000000001',
      '',
      '5550100000',
      'The "Contoso" \\ Clinic\t0',
      '<NONE>',
      '5550104477',
    );
    expect([status, stdout, stderr]).toEqual([0, 'faxrcvd 8\n', '']);
    const store = memoryStore();
    expect(await source(store.deliver).drain(forever)).toEqual({ received: 1, repeats: 0 });
    expect(store.kept[0]!.raw.equals(RECEIVED)).toBe(true);
    expect(store.kept[0]!.fax).toMatchObject({
      caller: '5550100000',
      callerName: 'The "Contoso" \\ Clinic0',
      dialled: '5550104477',
      status: 'received',
      error: null,
    });
    expect(Math.abs(store.kept[0]!.acceptedAt - Date.now())).toBeLessThan(120_000);
  });

  it('says that a fax broke off, as HylaFAX says it, and that nothing came', async () => {
    const why = 'V.21 signal reception timeout; expected page possibly not received in full';
    receive('fax000000002.tif', 'ttyIAX1', '000000002', why, '5550100000', '<NONE>', '<NONE>', '5550104477');
    const { stderr } = receive('', 'ttyIAX1', '000000009', 'no answer');
    expect(stderr).toBe('');
    for (const name of names().filter((each) => each.endsWith('.json'))) utimesSync(join(path, name), OLD, OLD);
    const store = memoryStore();
    await source(store.deliver).drain(forever);
    expect(store.kept.map(({ fax, fullSize }) => [fax!.status, fax!.error, fax!.callerName, fullSize])).toEqual([
      ['partial', why, null, 30_848],
      ['failed', 'no answer', null, 0],
    ]);
  });

  it('says so when it cannot hand over, and leaves the fax to HylaFAX', () => {
    rmSync(path, { recursive: true });
    const { status, stdout, stderr } = receive('fax000000001.tif', 'ttyIAX1', '000000001', '');
    expect([status, stdout]).toEqual([0, 'faxrcvd 4\n']);
    expect(stderr).toContain('could not be put into');
    mkdirSync(path);
  });
});
