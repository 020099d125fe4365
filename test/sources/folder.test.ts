import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';

import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { permanent, temporary } from '../../src/lib/fault.ts';
import { armPoints } from '../../src/lib/point.ts';
import { folderSource, type FolderSourceOptions } from '../../src/sources/folder.ts';
import { memoryStore, until } from './items.ts';

const log = pino({ level: 'silent' });
const forever = new AbortController().signal;
const limits = { message_bytes: 10_000, oversize_kept_bytes: 1_000 };
const isRoot = process.getuid?.() === 0; // root may do everything
const OLD = new Date(Date.now() - 60_000);

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'folder-'));
});
afterEach(() => {
  chmodSync(path, 0o755);
  rmSync(path, { recursive: true, force: true });
});

function put(name: string, content: string | Buffer, at: Date | null = OLD): string {
  const file = join(path, name);
  writeFileSync(file, content);
  if (at !== null) utimesSync(file, at, at);
  return file;
}

function source(change: Partial<FolderSourceOptions> & Pick<FolderSourceOptions, 'deliver'>) {
  return folderSource({
    mailbox: 'support',
    settings: { path, processed_path: null, poll_seconds: 0.1 },
    limits,
    ledger: null,
    log,
    ...change,
  });
}

const names = (folder = ''): string[] => readdirSync(join(path, folder)).toSorted();

describe('a flat folder', () => {
  it('takes finished files byte for byte, oldest first, and moves them aside', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
    put('b.eml', 'second', new Date(OLD.getTime() + 1));
    put('a.eml', bytes);
    put('plain', 'third', new Date(OLD.getTime() + 2));
    const store = memoryStore();
    expect(await source(store).drain(forever)).toEqual({ received: 3, repeats: 0 });
    expect(store.kept.map((item) => item.raw.toString('latin1'))).toEqual([
      bytes.toString('latin1'),
      'second',
      'third',
    ]);
    expect(store.kept[0]).toMatchObject({
      mailbox: 'support',
      via: 'folder',
      fullSize: 256,
      acceptedAt: OLD.getTime(),
      envelope: null,
      location: null,
    });
    expect(store.calls).toEqual([3]);
    expect(names()).toEqual(['processed']);
    expect(names('processed')).toEqual(['a.eml', 'b.eml', 'plain']);
  });

  it('leaves unfinished, hidden, empty and foreign things where they are', async () => {
    for (const name of ['.hidden', 'tmp123', 'x.tmp', 'y.part', 'Z.TMP']) put(name, 'not yet');
    put('empty.eml', '');
    put('outside', 'secret');
    symlinkSync(join(path, 'outside'), join(path, 'link.eml'));
    execFileSync('mkfifo', [join(path, 'pipe.eml')]);
    mkdirSync(join(path, 'sub.eml'));
    const store = memoryStore();
    expect((await source(store).drain(forever)).received).toBe(1); // `outside` itself
    expect(names()).toEqual([
      '.hidden',
      'Z.TMP',
      'empty.eml',
      'link.eml',
      'pipe.eml',
      'processed',
      'sub.eml',
      'tmp123',
      'x.tmp',
      'y.part',
    ]);
  });

  it('never overwrites what was put aside before', async () => {
    const store = memoryStore();
    for (const content of ['one', 'two', 'three']) {
      put('same.eml', content);
      await source(store).drain(forever);
    }
    expect(names('processed')).toEqual(['same-1.eml', 'same-2.eml', 'same.eml']);
    expect(readFileSync(join(path, 'processed', 'same.eml'), 'utf8')).toBe('one');
  });

  it('keeps only the beginning of what is too large', async () => {
    put('large.eml', Buffer.alloc(50_000, 'x'));
    const store = memoryStore();
    await source(store).drain(forever);
    expect(store.kept[0]).toMatchObject({ fullSize: 50_000 });
    expect(store.kept[0]!.raw).toHaveLength(1_000);
    expect(statSync(join(path, 'processed', 'large.eml')).size).toBe(50_000);
  });

  it('hands over at most 50 files and 8 MB in one call', async () => {
    for (let n = 0; n < 120; n += 1) put(`${n}.eml`, `mail ${n}`);
    const store = memoryStore();
    expect((await source(store).drain(forever)).received).toBe(120);
    expect(store.calls).toEqual([50, 50, 20]);
  });

  it('puts files aside into another folder when told so', async () => {
    const other = mkdtempSync(join(tmpdir(), 'aside-'));
    put('a.eml', 'hello');
    await source({ ...memoryStore(), settings: { path, processed_path: join(other, 'done'), poll_seconds: 1 } }).drain(
      forever,
    );
    expect(readdirSync(join(other, 'done'))).toEqual(['a.eml']);
    rmSync(other, { recursive: true });
  });

  it('takes a young file in drain when it stays the same for a moment, and not while it grows', async () => {
    put('done.eml', 'whole', null);
    const growing = put('growing.eml', 'half', null);
    const timer = setInterval(() => writeFileSync(growing, 'x', { flag: 'a' }), 20);
    const store = memoryStore();
    await source(store).drain(forever);
    clearInterval(timer);
    expect(store.kept.map((item) => item.raw.toString())).toEqual(['whole']);
    expect(names()).toContain('growing.eml');
    expect((await source(store).drain(forever)).received).toBe(1);
  });

  it('takes a file from the future too', async () => {
    put('late.eml', 'clock gone wrong', new Date(Date.now() + 86_400_000));
    expect((await source(memoryStore()).drain(forever)).received).toBe(1);
  });
});

describe('a Maildir', () => {
  it('takes what is new at once, and what was seen, and leaves tmp alone', async () => {
    for (const folder of ['new', 'cur', 'tmp']) mkdirSync(join(path, folder));
    put('new/1700000000.M1.host', 'new', null);
    put('cur/1700000001.M2.host:2,S', 'seen', null);
    put('tmp/1700000002.M3.host', 'being written', null);
    put('dovecot-uidlist', 'index');
    const store = memoryStore();
    await source(store).drain(forever);
    expect(store.kept.map((item) => item.raw.toString()).toSorted()).toEqual(['new', 'seen']);
    expect(names('processed')).toHaveLength(2);
    expect(names('tmp')).toHaveLength(1);
    expect(names()).toContain('dovecot-uidlist');
  });
});

describe('when something fails', () => {
  it('leaves everything where it is while nothing can be kept, and loses nothing', async () => {
    for (let n = 0; n < 60; n += 1) put(`${n}.eml`, `mail ${n}`);
    let down = true;
    const store = memoryStore(() => {
      if (down) throw temporary('the database does not answer');
    });
    const folder = source(store);
    await expect(folder.drain(forever)).rejects.toThrow('the database does not answer');
    expect(names().filter((name) => name.endsWith('.eml'))).toHaveLength(60);
    expect(store.calls.length).toBeLessThanOrEqual(3); // the group, and two of it one by one
    down = false;
    expect(await folder.drain(forever)).toEqual({ received: 60, repeats: 0 });
  });

  it('lets one bad item harm nobody else', async () => {
    for (const name of ['a', 'bad', 'c']) put(`${name}.eml`, name);
    const sentences: (string | null)[] = [];
    const store = memoryStore((items) => {
      if (items.some((item) => item.raw.toString() === 'bad')) throw permanent('it cannot be stored');
    });
    const ledger = {
      polled: async () => {},
      trouble: async (_mailbox: string, sentence: string | null) => void sentences.push(sentence),
    };
    const folder = source({ ...store, ledger });
    expect(await folder.drain(forever)).toEqual({ received: 2, repeats: 0 });
    const calls = store.calls.length;
    await folder.drain(forever);
    expect(store.calls).toHaveLength(calls); // not offered again
    expect(names()).toEqual(['bad.eml', 'processed']);
    expect(sentences).toEqual([expect.stringContaining('bad.eml was not taken: it cannot be stored')]);
    rmSync(join(path, 'bad.eml'));
    await folder.drain(forever);
    expect(sentences.at(-1)).toBeNull();
  });

  it('moves on from two items that fail again and again', async () => {
    for (const name of ['bad1', 'bad2']) put(`${name}.eml`, name, new Date(OLD.getTime() - 1_000));
    for (const name of ['c', 'd']) put(`${name}.eml`, name);
    const store = memoryStore((items) => {
      if (items.some((item) => item.raw.toString().startsWith('bad'))) throw temporary('odd');
    });
    const folder = source(store);
    await expect(folder.drain(forever)).rejects.toThrow('odd');
    await expect(folder.drain(forever)).rejects.toThrow('odd');
    expect(store.kept.map((item) => item.raw.toString()).toSorted()).toEqual(['c', 'd']);
  });

  it.skipIf(isRoot)('reports a file that cannot be read, and takes the others', async () => {
    chmodSync(put('locked.eml', 'secret'), 0o000);
    put('open.eml', 'hello');
    const sentences: (string | null)[] = [];
    const ledger = {
      polled: async () => {},
      trouble: async (_mailbox: string, sentence: string | null) => void sentences.push(sentence),
    };
    expect((await source({ ...memoryStore(), ledger }).drain(forever)).received).toBe(1);
    expect(sentences[0]).toMatch(/locked\.eml was not taken: EACCES/u);
  });

  it.skipIf(isRoot)('leaves no copies behind in a folder that it may not change', async () => {
    mkdirSync(join(path, 'processed'));
    put('a.eml', 'hello');
    chmodSync(path, 0o500);
    const folder = source(memoryStore());
    await folder.drain(forever);
    await folder.drain(forever);
    expect(names('processed')).toEqual([]);
    chmodSync(path, 0o700);
    await folder.drain(forever);
    expect(names('processed')).toEqual(['a.eml']);
  });

  it('delivers once when the move fails, and moves later', async () => {
    put('a.eml', 'hello');
    writeFileSync(join(path, 'processed'), 'in the way');
    utimesSync(join(path, 'processed'), OLD, OLD);
    const elsewhere = join(path, '.moved');
    const store = memoryStore();
    const folder = source({
      ...store,
      settings: { path, processed_path: join(path, 'processed', 'x'), poll_seconds: 1 },
    });
    await folder.drain(forever);
    const calls = store.calls.length;
    await folder.drain(forever);
    expect(store.calls).toHaveLength(calls);
    renameSync(join(path, 'processed'), elsewhere);
    await folder.drain(forever);
    expect(readdirSync(join(path, 'processed', 'x'))).toContain('a.eml');
    expect(store.calls).toHaveLength(calls);
  });

  it('does not mind a file that is deleted under its hands', async () => {
    put('a.eml', 'hello');
    put('b.eml', 'gone');
    const store = memoryStore(() => rmSync(join(path, 'a.eml'), { force: true }));
    expect((await source(store).drain(forever)).received).toBe(2);
    expect(names('processed')).toEqual(['b.eml']);
  });

  it('says that a folder is missing', async () => {
    await expect(
      source({
        ...memoryStore(),
        settings: { path: join(path, 'nowhere'), processed_path: null, poll_seconds: 1 },
      }).drain(forever),
    ).rejects.toThrow(/nowhere is not there; create it/u);
  });

  it('ends up the same wherever it is cut off', async () => {
    let hits = 0;
    for (let n = 1; ; n += 1) {
      const store = memoryStore();
      rmSync(join(path, 'processed'), { recursive: true, force: true });
      for (const name of ['a', 'b', 'c']) put(`${name}.eml`, name);
      let name = '';
      armPoints(n, (at) => {
        name = at;
        throw new Error('cut off');
      });
      await source(store)
        .drain(forever)
        .catch(() => undefined);
      armPoints(0);
      await source(store).drain(forever);
      expect(store.kept.map((item) => item.raw.toString()).toSorted()).toEqual(['a', 'b', 'c']);
      expect(names()).toEqual(['processed']);
      expect(names('processed')).toEqual(['a.eml', 'b.eml', 'c.eml']);
      if (name === '') break;
      hits += 1;
    }
    expect(hits).toBe(4); // delivered once, moved three times
  });
});

describe('running', () => {
  it('takes what is put in while it runs, long before the next poll, and stops when told', async () => {
    const stop = new AbortController();
    const store = memoryStore();
    const done = source({ ...store, settings: { path, processed_path: null, poll_seconds: 3_600 } }).run(stop.signal);
    await new Promise((resolve) => setTimeout(resolve, 200));
    put('a.eml', 'hello');
    await until(() => store.kept.length === 1, 10_000);
    put('young.eml', 'just written', null);
    await until(() => store.kept.length === 2, 10_000);
    stop.abort();
    await done;
    put('b.eml', 'too late');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(store.kept).toHaveLength(2);
    expect(existsSync(join(path, 'b.eml'))).toBe(true);
  });

  it('comes again by itself after an outage', async () => {
    const stop = new AbortController();
    put('a.eml', 'hello');
    let tries = 0;
    const store = memoryStore(() => {
      tries += 1;
      if (tries < 3) throw temporary('down');
    });
    const done = source(store).run(stop.signal);
    await until(() => store.kept.length === 1);
    stop.abort();
    await done;
    expect(names('processed')).toEqual(['a.eml']);
  });
});
