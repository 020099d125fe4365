import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { FaxEvent } from '../../../domain/fax/fax.ts';
import { count, told, words, type Contract, type WebhookRequest } from './contract.ts';

const fax = z.looseObject({ id: z.union([z.string().min(1).max(100), z.number()]) });
const ENDS: Readonly<Record<string, FaxEvent['state']>> = {
  success: 'received',
  partialsuccess: 'partial',
  failure: 'failed',
};

/**
 * Phaxio v2.1: a form with `fax` as JSON, and the document. Signed by HMAC-SHA1 over the address, the sorted fields and the
 * hashes of the files; whether the digest is written in hexadecimal or base64 its pages do not say, so both are taken.
 */
export const phaxio: Contract = async (request, { settings }) => {
  const signature = request.headers['x-phaxio-signature'];
  if (typeof signature !== 'string' || signature === '') return { refuse: 401, why: 'it is not signed' };
  if (!isGenuine(settings.key ?? '', request, signature)) return { refuse: 403, why: 'its signature is wrong' };

  const about = read(request);
  if (about === null) return { refuse: 400, why: 'it tells of no fax' };
  const reply = { type: 'application/json', body: '{}' };
  const direction = words(about['direction']) ?? words(request.fields.get('direction')?.[0]);
  if (direction !== null && direction !== 'received') return { reply, event: null, document: null };
  const status = words(about['status']) ?? '';
  const document = request.files.find(({ name }) => name === 'file' || name === 'filename')?.bytes ?? null;
  const at = Date.parse(words(about['completed_at']) ?? '');
  const id = String(about.id);
  const event: FaxEvent = {
    source: settings.id,
    eventId: `${id} ${status}${document === null ? '' : ' with file'}`,
    faxId: id,
    at: Number.isNaN(at) ? null : at,
    state: ENDS[status] ?? (document === null ? 'coming' : 'received'),
    told: told({
      caller: words(about['from_number']),
      callerName: words(about['caller_name']),
      dialled: words(about['to_number']),
      pages: count(about['num_pages']),
      error: words(about['error_message']) ?? words(about['error_type']),
    }),
    mediaUrl: null,
  };
  return { reply, event, document };
};

function read({ fields }: WebhookRequest): z.output<typeof fax> | null {
  try {
    return fax.safeParse(JSON.parse(fields.get('fax')?.[0] ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}

function isGenuine(token: string, { url, fields, files }: WebhookRequest, signature: string): boolean {
  if (token === '') return false;
  const byName = (a: readonly [string, unknown], b: readonly [string, unknown]): number =>
    a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
  const texts = [...fields].toSorted(byName).map(([name, values]) => `${name}${values.join('')}`);
  const hashes = files
    .map(({ name, bytes }) => [name, createHash('sha1').update(bytes).digest('hex')] as const)
    .toSorted(byName)
    .map(([name, hash]) => `${name}${hash}`);
  const right = createHmac('sha1', token)
    .update(`${url}${texts.join('')}${hashes.join('')}`)
    .digest();
  const given = /^[0-9a-f]{40}$/iu.test(signature) ? Buffer.from(signature, 'hex') : Buffer.from(signature, 'base64');
  return given.length === right.length && timingSafeEqual(given, right);
}
