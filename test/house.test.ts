import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environmentRead, focused, tooLong, undocumented, worldTouched } from './house/manners.ts';
import { filesBelow, ROOT } from './house/source.ts';
import { wallsBroken } from './house/walls.ts';

/*
 * The law of the house: what the linter cannot see is held here. Every rule is first shown something bad, so that a
 * rule which has gone blind does not look like a house in order.
 */

const src = filesBelow('src');
const tests = filesBelow('test');
const file = (path: string, text: string) => ({ path, text });

describe('the house is in order', () => {
  test.each([
    ['rooms import only what they may', wallsBroken],
    ['domain touches nothing of the world', worldTouched],
    ['the environment is read in one place', environmentRead],
    ['exported functions say what they do', undocumented],
    ['files are short', tooLong],
  ])('%s', (_name, rule) => {
    expect(src.length).toBeGreaterThan(20);
    expect(src.flatMap(rule)).toEqual([]);
  });

  test('no test silences the others', () => {
    expect(tests.filter(({ path }) => path !== 'test/house.test.ts').flatMap(focused)).toEqual([]);
  });

  test('the lockfile names one nodemailer and no host', () => {
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version?: string; resolved?: string }>;
    };
    const nodemailers = Object.entries(lock.packages).filter(([path]) => path.endsWith('node_modules/nodemailer'));
    expect(nodemailers.map(([path]) => path)).toEqual(['node_modules/nodemailer']);
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved?.includes('://') === true)).toEqual([]);
  });
});

describe('each rule sees something bad', () => {
  test.each([
    ['src/domain/a.ts', "import { z } from 'zod';"],
    ['src/domain/a.ts', "import { readFile } from 'node:fs/promises';"],
    ['src/domain/a.ts', "import type { Log } from '../lib/log.ts';"],
    ['src/domain/priority/a.ts', "import {\n  type Db,\n  sql,\n} from '../../store/sql.ts';"],
    ['src/lib/a.ts', "import { HOUR } from '../domain/time.ts';"],
    ['src/format/a.ts', "import { keep } from '../store/inbound.ts';"],
    ['src/format/a.ts', "const pg = await import('pg');"],
    ['src/store/a.ts', "import { read } from '../format/read.ts';"],
    ['src/store/a.ts', "export * from '../sources/port.ts';"],
    ['src/sources/a.ts', "import { decide } from '../domain/decide.ts';"],
    ['src/sources/a.ts', "import 'nodemailer';"],
    ['src/outlets/a.ts', "import { gate, type Answer } from '../domain/gate.ts';"],
    ['src/stages/read.ts', "import { work } from './process.ts';"],
    ['src/stages/process.ts', "import { smtp } from '../outlets/smtp.ts';"],
    ['src/stages/process.ts', "import nodemailer from 'nodemailer';"],
    ['src/acts/take.ts', "import { send } from '../stages/send.ts';"],
    ['src/http/a.ts', "import { imap } from '../sources/imap.ts';"],
    ['src/attic/a.ts', ''],
  ])('%s may not say %s', (path, text) => {
    expect(wallsBroken(file(path, text))).toHaveLength(1);
  });

  test.each([
    ['src/domain/a.ts', "import { HOUR } from './time.ts';"],
    ['src/sources/a.ts', "import type { ImapSettings } from '../settings/shape.ts';"],
    ['src/sources/a.ts', "import { type Instant } from '../domain/time.ts';"],
    ['src/stages/a.ts', "import type { Outlet } from '../outlets/port.ts';"],
    ['src/serve.ts', "import { imap } from './sources/imap.ts';"],
    ['src/domain/a.ts', "// import { z } from 'zod';\n/* import 'pg'; */"],
  ])('%s may say %s', (path, text) => {
    expect(wallsBroken(file(path, text))).toEqual([]);
  });

  test.each([
    'new Date()',
    'Date.now()',
    'Temporal.Now.instant()',
    'Math.random()',
    'process.pid',
    'fetch(url)',
    'setTimeout(f, 1)',
    'async () => {}',
    'globalThis.x',
  ])('domain may not say %s', (code) => {
    expect(worldTouched(file('src/domain/a.ts', `const x = ${code};`))).not.toEqual([]);
    expect(worldTouched(file('src/domain/a.ts', `// ${code}\nconst x = new Date(now);`))).toEqual([]);
  });

  test.each(["process.env['A']", 'const { env } = process', "import { env } from 'node:process'", "process['env']"])(
    '%s is seen',
    (code) => {
      expect(environmentRead(file('src/serve.ts', code))).toHaveLength(1);
    },
  );

  test.each(['export function a() {}', 'export async function a() {}', 'export const a = (x: number) => x;'])(
    '%s needs a doc comment',
    (code) => {
      expect(undocumented(file('src/a.ts', `const b = 1;\n\n${code}`))).toEqual(['src/a.ts: a has no doc comment']);
      expect(undocumented(file('src/a.ts', `/** Says what it does. */\n${code}`))).toEqual([]);
    },
  );

  test('251 lines, and a test that runs alone', () => {
    expect(tooLong(file('src/a.ts', 'x;\n'.repeat(251)))).toHaveLength(1);
    expect(tooLong(file('src/a.ts', 'x;\n'.repeat(250)))).toEqual([]);
    expect(focused(file('test/a.test.ts', "test.only('x', f)"))).toHaveLength(1);
    expect(focused(file('test/a.test.ts', "describe.concurrent.only('x', f)"))).toHaveLength(1);
  });
});

describe('the linter sees something bad', () => {
  let folder: string;
  let said: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'house-'));
    const bad: Record<string, string> = {
      'src/domain/a.ts': "import { z } from 'zod';\nexport const a = [z, Date.now(), Math.random(), fetch];",
      'src/domain/b.ts': "import { c } from './c.ts';\nexport const b = (): unknown => c;",
      'src/domain/c.ts': "import { b } from './b.ts';\nexport const c = (): unknown => b;",
      'src/store/a.ts': "import { read } from '../format/read.ts';\nexport const a = read;",
      'src/format/a.ts': "import { sql } from '../store/sql.ts';\nexport const a = sql;",
      'src/lib/a.ts': "import { HOUR } from '../domain/time.ts';\nexport const a = HOUR;",
      'src/sources/a.ts': "import { work } from '../stages/process.ts';\nexport const a = work;",
      'src/outlets/a.ts': "import pg from 'pg';\nexport const a = pg;",
      'src/stages/a.ts': "import { smtp } from '../outlets/smtp.ts';\nexport const a = [smtp, process.env['A']];",
      'src/acts/a.ts': "import { send } from '../stages/send.ts';\nexport const a = send;",
      'src/http/a.ts': "import { imap } from '../sources/imap.ts';\nexport const a = imap;",
      'src/lib/promise.ts': 'const f = async (): Promise<void> => {};\nexport const a = (): void => {\n  f();\n};',
      'tsconfig.json':
        '{ "compilerOptions": { "target": "es2024", "module": "nodenext", "strict": true, "allowImportingTsExtensions": true, "noEmit": true }, "include": ["src"] }',
      'package.json': '{ "type": "module" }',
    };
    for (const [path, text] of Object.entries(bad)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    cpSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction'); // the linter looks for its type checker here
    const linter = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
    const ran = spawnSync(process.execPath, [linter, '--type-aware', '--format', 'unix'], {
      cwd: folder,
      encoding: 'utf8',
    });
    said = ran.stdout + ran.stderr;
  }, 30_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['src/domain/a.ts', 'zod'],
    ['src/domain/a.ts', 'Date.now'],
    ['src/domain/a.ts', 'Math.random'],
    ['src/domain/a.ts', 'fetch'],
    ['src/domain/b.ts', 'no-cycle'],
    ['src/store/a.ts', '../format/read.ts'],
    ['src/format/a.ts', '../store/sql.ts'],
    ['src/lib/a.ts', '../domain/time.ts'],
    ['src/sources/a.ts', '../stages/process.ts'],
    ['src/outlets/a.ts', "'pg'"],
    ['src/stages/a.ts', '../outlets/smtp.ts'],
    ['src/stages/a.ts', 'process.env'],
    ['src/acts/a.ts', '../stages/send.ts'],
    ['src/http/a.ts', '../sources/imap.ts'],
    ['src/lib/promise.ts', 'no-floating-promises'],
  ])('%s: %s', (path, what) => {
    expect(said.split('\n').filter((line) => line.includes(path))).toContainEqual(expect.stringContaining(what));
  });
});
