import { posix } from 'node:path';
import { importsOf, type SourceFile } from './source.ts';

/*
 * Which room may import what. A room is a folder of src/. `words` are files of which a room may know the types:
 * a type is a word, and rooms may share words without calling each other.
 */

type Room = {
  readonly rooms: readonly string[];
  readonly words?: readonly string[];
  readonly packages: readonly string[];
};

export const ROOMS: Readonly<Record<string, Room>> = {
  domain: { rooms: ['domain'], packages: [] },
  lib: { rooms: ['lib'], packages: ['node:', 'pino', 'node-cron', 'openid-client'] },
  settings: { rooms: ['settings', 'domain', 'lib'], packages: ['node:', 'yaml', 'zod', 'date-holidays'] },
  format: {
    rooms: ['format', 'domain', 'lib'],
    packages: [
      'node:',
      'mailparser',
      'html-to-text',
      'email-reply-parser',
      'sanitize-html',
      'zod',
      'csv-parse',
      'libphonenumber-js',
      'sharp',
      '@hyzyla/pdfium',
      'pdf-lib',
      'tesseract.js',
      '@tesseract.js-data/',
      'zxing-wasm',
      'bwip-js',
    ],
  },
  store: { rooms: ['store', 'domain', 'lib'], packages: ['node:', 'pg', 'zod', '@electric-sql/pglite'] },
  sources: {
    rooms: ['sources', 'lib'],
    words: ['domain', 'settings/shape.ts', 'settings/fax-shape.ts'],
    packages: ['node:', 'imapflow', 'smtp-server', 'zod'],
  },
  outlets: {
    rooms: ['outlets', 'lib', 'domain/outgoing.ts', 'domain/address.ts'],
    words: ['domain', 'settings/shape.ts', 'settings/fax-shape.ts'],
    packages: ['node:', 'nodemailer'],
  },
  stages: {
    rooms: ['stages', 'domain', 'format', 'store', 'lib', 'sources/port.ts', 'outlets/port.ts'],
    words: ['settings/shape.ts'],
    packages: ['node:'],
  },
  acts: { rooms: ['acts', 'domain', 'store', 'lib'], packages: ['node:'] },
  http: {
    rooms: ['http', 'acts', 'store', 'domain', 'lib'],
    words: ['settings/shape.ts', 'settings/fax-shape.ts'],
    packages: ['node:', 'fastify', '@fastify/', 'zod', 'prom-client', 'twilio'],
  },
  desk: {
    // what a form says is read by the shapes of the API
    rooms: ['desk', 'acts', 'store', 'domain', 'lib', 'http/api/inputs.ts', 'http/api/problem.ts'],
    words: ['settings/shape.ts'],
    packages: ['node:', 'fastify', '@fastify/', 'zod'],
  },
};

/** Files that see every room. */
const EVERYWHERE = /^src\/(?:serve|main|settings)\.ts$|^src\/(?:commands|serve)\//u;

/** Stages meet at tables; only their tools (reading, looking up, wording, rounds) are shared. */
const STAGES = new Set(
  ['receive', 'fetch', 'read-fax', 'process', 'send', 'watch', 'digest', 'retain', 'reconcile'].map(
    (name) => `stages/${name}.ts`,
  ),
);

/** The imports of a file that go through a wall, one sentence each. */
export function wallsBroken(file: SourceFile): readonly string[] {
  if (EVERYWHERE.test(file.path)) return [];
  const name = file.path.split('/')[1] ?? '';
  const room = ROOMS[name];
  if (room === undefined) return [`${file.path} lies in no room of the house; see docs/architecture.md`];
  return importsOf(file.text).flatMap(({ to, typesOnly }) => {
    if (!to.startsWith('.'))
      return matches(to, room.packages)
        ? []
        : [`${file.path} imports ${to}; ${name} may import ${room.packages.join(', ') || 'no package'}`];
    const target = posix.relative('src', posix.join(posix.dirname(file.path), to));
    if (STAGES.has(target) && file.path.startsWith('src/stages/'))
      return [`${file.path} imports ${target}; stages meet only at durable tables`];
    const allowed = below(target, room.rooms) || (typesOnly && below(target, room.words ?? []));
    return allowed
      ? []
      : [
          `${file.path} imports ${target}; ${name} may import ${room.rooms.join(', ')}${room.words === undefined ? '' : ` and types of ${room.words.join(', ')}`}`,
        ];
  });
}

function matches(name: string, packages: readonly string[]): boolean {
  return packages.some((allowed) =>
    /[:/]$/u.test(allowed) ? name.startsWith(allowed) : name === allowed || name.startsWith(`${allowed}/`),
  );
}

function below(target: string, rooms: readonly string[]): boolean {
  return rooms.some((room) => target === room || target.startsWith(`${room}/`));
}
