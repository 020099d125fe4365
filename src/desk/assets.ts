import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { permanent } from '../lib/fault.ts';
import { LOOKS } from '../lib/looks.ts';

/*
 * What a page loads: one sheet, one script, one sign, from memory. Their addresses change with their bytes, so that a
 * browser keeps them for ever and never shows old ones.
 */

const TYPES: Readonly<Record<string, string>> = {
  'desk.css': 'text/css; charset=utf-8',
  'desk.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

const FILES = new Map(
  Object.entries(TYPES).map(([name, type]) => {
    const file = readFileSync(new URL(`./client/${name}`, import.meta.url));
    const bytes = name === 'desk.css' ? Buffer.concat([Buffer.from(LOOKS), file]) : file;
    const [stem, ending] = name.split('.') as [string, string];
    const path = `/assets/${stem}-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}.${ending}`;
    return [name, { path, bytes, type }];
  }),
);

/** The address of a file of the desk, e.g. `/assets/desk-1f2e….css`. */
export function assetUrl(name: string): string {
  const file = FILES.get(name);
  if (file === undefined) throw permanent(`the desk has no file ${name}`);
  return file.path;
}

/** GET /assets/…: without signing in, for the sign-in page bears them too; there is nothing in them that is not in the source. */
export function assetRoutes(app: FastifyInstance): void {
  for (const { path, bytes, type } of FILES.values())
    app.get(path, async (_request, reply) =>
      reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('x-content-type-options', 'nosniff')
        .type(type)
        .send(bytes),
    );
}
