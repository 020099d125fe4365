import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { FaxBarcode, FaxEvent } from '../../../domain/fax/fax.ts';
import { count, told, words, type Contract, type WebhookRequest } from './contract.ts';

const fax = z.looseObject({ id: z.string().min(1).max(100) });
const CODES: Readonly<Record<string, string>> = { CODE_128: 'Code128', DATA_MATRIX: 'DataMatrix' };
const ENDS: Readonly<Record<string, FaxEvent['state']>> = { COMPLETED: 'received', FAILURE: 'failed' };

/**
 * Sinch Fax v3: a form with a file, or JSON with the file inside. It signs nothing, so whoever asks must present user and
 * password (Basic), know the secret part of the address, and come from a listed address, as far as the settings want these.
 */
export const sinch: Contract = async (request, { settings }) => {
  const { user, password, addresses } = settings;
  if (user !== null && !hasLogin(request, user, password ?? ''))
    return { refuse: 401, why: 'user or password are wrong' };
  if (addresses.length > 0 && !addresses.includes(request.client))
    return { refuse: 403, why: `it comes from ${request.client}` };

  const said = read(request);
  if (said === null) return { refuse: 400, why: 'it tells of no fax' };
  const { about, document } = said;
  const reply = { type: 'application/json', body: '{}' };
  if (about['direction'] !== undefined && about['direction'] !== 'INBOUND')
    return { reply, event: null, document: null };
  const status = words(about['status']) ?? '';
  const at = Date.parse(words(about['completedTime']) ?? words(about['createTime']) ?? '');
  const event: FaxEvent = {
    source: settings.id,
    eventId: `${about.id} ${status}${document === null ? '' : ' with file'}`,
    faxId: about.id,
    at: Number.isNaN(at) ? null : at,
    state: ENDS[status] ?? (document === null ? 'coming' : 'received'),
    told: told({
      caller: words(about['from']),
      dialled: words(about['to']),
      pages: count(about['numberOfPages']),
      error: words(about['errorMessage']) ?? words(about['errorType']),
      barcodes: barcodesOf(about['barCodes']),
    }),
    mediaUrl: null,
  };
  return { reply, event, document };
};

type Said = { readonly about: z.output<typeof fax>; readonly document: Buffer | null };

function read({ headers, rawBody, fields, files }: WebhookRequest): Said | null {
  try {
    if (!String(headers['content-type']).startsWith('application/json')) {
      const about = fax.safeParse(JSON.parse(fields.get('fax')?.[0] ?? 'null')).data;
      return about === undefined ? null : { about, document: files.find(({ name }) => name === 'file')?.bytes ?? null };
    }
    const json = JSON.parse(rawBody.toString()) as { fax?: unknown; file?: unknown };
    const about = fax.safeParse(typeof json.fax === 'string' ? JSON.parse(json.fax) : json.fax).data;
    const file = typeof json.file === 'string' && json.file !== '' ? Buffer.from(json.file, 'base64') : null;
    return about === undefined ? null : { about, document: file };
  } catch {
    return null;
  }
}

function barcodesOf(value: unknown): readonly FaxBarcode[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, 50).flatMap((one: unknown) => {
    const { type, page, value: text } = (one ?? {}) as Readonly<Record<string, unknown>>;
    const read = words(text);
    return read === null
      ? []
      : [{ page: count(page) ?? 1, type: CODES[String(type)] ?? String(type).slice(0, 40), value: read }];
  });
}

/** Compared by their hashes, which are of one length, in a time that does not tell how much is right. */
function hasLogin({ headers }: WebhookRequest, user: string, password: string): boolean {
  const given = String(headers['authorization'] ?? '').replace(/^Basic\s+/iu, '');
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(Buffer.from(given, 'base64').toString()), hash(`${user}:${password}`));
}
