import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { FaxEvent } from '../../../domain/fax/fax.ts';
import { SECOND } from '../../../domain/time.ts';
import { count, told, words, type Contract } from './contract.ts';

/** Requests older or newer than this are refused, as the provider's own library does. */
const TOLERANCE = 300 * SECOND;
/** What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410 §4). */
const KEY_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

const fax = z.looseObject({
  fax_id: z.string().min(1).max(100).optional(),
  id: z.string().min(1).max(100).optional(),
  direction: z.string().optional(),
});
const event = z.looseObject({
  event_type: z.string(),
  id: z.string().min(1).max(100),
  occurred_at: z.string().optional(),
  payload: fax,
});

/** Telnyx: JSON, signed by Ed25519 over `timestamp|body`. Events come in any order, some twice. */
export const telnyx: Contract = async ({ headers, rawBody }, { settings, now }) => {
  const [stamp, signature] = [headers['telnyx-timestamp'], headers['telnyx-signature-ed25519']];
  if (typeof stamp !== 'string' || typeof signature !== 'string') return { refuse: 401, why: 'it is not signed' };
  const signed = Buffer.concat([Buffer.from(`${stamp}|`), rawBody]);
  if (!isGenuine(settings.key ?? '', signed, signature)) return { refuse: 403, why: 'its signature is wrong' };
  if (!(Math.abs(now - Number(stamp) * SECOND) <= TOLERANCE)) return { refuse: 403, why: 'its time is not now' };

  const parsed = parse(rawBody);
  if (parsed === null) return { refuse: 400, why: 'it is no event' };
  const { event_type: type, id, occurred_at: occurred, payload } = parsed;
  const faxId = payload.fax_id ?? payload.id;
  const state = stateOf(type, payload);
  const reply = { type: 'application/json', body: '{}' };
  if (faxId === undefined || state === null || payload.direction !== 'inbound')
    return { reply, event: null, document: null };
  const at = Date.parse(occurred ?? '');
  const noted: FaxEvent = {
    source: settings.id,
    eventId: id,
    faxId,
    at: Number.isNaN(at) ? null : at,
    state,
    told: told({
      caller: words(payload['from']),
      callerName: words(payload['caller_id_name']),
      dialled: words(payload['to']),
      pages: count(payload['page_count']),
      error: words(payload['failure_reason']),
    }),
    mediaUrl: words(payload['media_url']),
  };
  return { reply, event: noted, document: null };
};

function stateOf(type: string, payload: Readonly<Record<string, unknown>>): FaxEvent['state'] | null {
  switch (type) {
    case 'fax.receiving.started':
    case 'fax.media.processing.started':
    case 'fax.media.processed':
      return 'coming';
    case 'fax.received':
      return payload['partial_content'] === true ? 'partial' : 'received';
    case 'fax.failed':
      // what came before it failed is there all the same
      return payload['partial_content'] === true && words(payload['media_url']) !== null ? 'partial' : 'failed';
    default:
      return null;
  }
}

function parse(body: Buffer): z.output<typeof event> | null {
  try {
    const json: unknown = JSON.parse(body.toString());
    const inner = typeof json === 'object' && json !== null && 'data' in json ? json.data : json;
    return event.safeParse(inner).data ?? null;
  } catch {
    return null;
  }
}

function isGenuine(key: string, signed: Buffer, signature: string): boolean {
  try {
    return verify(null, signed, keyOf(key), Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

/** The key as the provider shows it: 32 bytes in base64. */
function keyOf(key: string): KeyObject {
  const raw = Buffer.from(key, 'base64');
  return createPublicKey({ key: Buffer.concat([KEY_PREFIX, raw]), format: 'der', type: 'spki' });
}
