import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTable, wrap } from '../../src/commands/demo/table.ts';
import { ROOT } from '../house/source.ts';

/** ms; it makes a new database, which takes 4 s, and ten times that on a busy machine */
const LONG = 240_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function demo() {
  // A database of the office's must not be touched, whatever the environment says.
  const env = { ...process.env, POSTROOM_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/office', NO_COLOR: '' };
  return spawnSync(process.execPath, [join(ROOT, 'bin/postroom.mjs'), 'demo'], { cwd: folder, env, encoding: 'utf8' });
}

test('the demo shows eight mails and a fax from arrival to answer, twice the same', { timeout: LONG }, () => {
  for (let time = 0; time < 2; time += 1) {
    const { status, stdout, stderr } = demo();
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/8 mails over SMTP \(127\.0\.0\.1:\d+\) and 1 fax, kept, sorted and answered in/u);
    const outage = /^ {2}(\S+-\S+) +1 Production system down +Production is down since this morning$/mu.exec(
      stdout,
    )?.[1];
    expect(outage).toBeDefined();
    expect(stdout).toMatch(/“Production is down”, .*Mara Lindqvist · new ticket for (?:Ines Falk|Jonas Berg) ·/su); // who is on duty as it runs
    expect(stdout).toMatch(new RegExp(`^ {2}${outage} +– +Re: Production is down since this morning$`, 'mu'));
    const flat = stdout.replace(/\s+/gu, ' '); // lines break where the column ends
    expect(flat).toContain('Mara Lindqvist · added to that ticket · not answered');
    expect(flat).toMatch(/Jörg Höfer · new ticket for (?:Ines Falk|Jonas Berg) · answered/u);
    expect(flat).toContain('Pia Sandoval · kept without a ticket · not answered: an automatic reply');
    expect(stdout).toContain('Office Scanner · ticket for a person to look at');
    expect(flat).toContain('Contoso Clinic, fax +15550102231 · new ticket');
    expect(stdout).toMatch(/Fax from \+15550102231 \(Contoso Clinic\): Invoices/u);
    expect(stdout).toContain(`│ Subject: [#${outage}] We received your message`);
    expect(stdout).toMatch(new RegExp(`│ Subject: \\[#${outage}\\] 1\\? call back by .*Production is down`, 'u'));
    expect(stdout).toContain('npx postroom start --config data/demo/postroom.yaml');
    expect(stdout).toMatch(/^ {2}Ines Falk, rep\n {4}http:\/\/127\.0\.0\.1:8025\/sign-in\/[\w-]{43}$/mu);
    const sent = readdirSync(join(folder, 'data/demo/sent')).map((name) =>
      readFileSync(join(folder, 'data/demo/sent', name), 'utf8'),
    );
    expect(sent.filter((mail) => mail.includes('\nAuto-Submitted: auto-replied'))).toHaveLength(4);
    // what else is there are notices to the demo's people, as far as the watch came
    for (const mail of sent)
      expect(/^Auto-Submitted: auto-replied/mu.test(mail)).toBe(!/^To: .*@desk\.example/mu.test(mail));
  }
});

test("a folder with somebody else's things is left alone", () => {
  const mine = join(folder, 'data/demo');
  mkdirSync(mine, { recursive: true });
  writeFileSync(join(mine, 'thesis.txt'), 'mine');
  const { status, stdout, stderr } = demo();
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^postroom: .*data\/demo holds other things too \(thesis\.txt\)/u);
  expect(readFileSync(join(mine, 'thesis.txt'), 'utf8')).toBe('mine');
});

test('lines break between words, and within one that is too long', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
  expect(wrap('', 4)).toEqual(['']);
});

test('columns stand in line, and no line is wider than it may be', () => {
  const rows = [[[{ text: 'K1' }], [{ text: 'a long level name' }, { text: 'words' }], [{ text: 'a subject' }]]];
  const lines = createTable({
    titles: ['T', 'L', 'S'],
    rows,
    width: 24,
    shares: [0.2, 0.4],
    paint: (_style, text) => text,
  });
  expect(lines).toEqual([
    'T   L          S',
    '─'.repeat(24),
    'K1  a long     a subject',
    '    level',
    '    name',
    '    words',
  ]);
});
