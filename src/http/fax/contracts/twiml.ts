import { createRequire } from 'node:module';
import type { FaxEvent } from '../../../domain/fax/fax.ts';
import { count, told, words, type Contract } from './contract.ts';

/*
 * The fax contract that was Twilio's until December 2021, and that SignalWire and its white labels speak: a first request is
 * answered <Receive>, a second one, to the same address, tells how it ended.
 */

const require = createRequire(import.meta.url);
type Validate = (
  key: string,
  signature: string,
  url: string,
  params: Record<string, string | readonly string[]>,
) => boolean;
type Receiving = { receive(options: object): unknown; toString(): string };
// These two files load in milliseconds, the whole package in 150.
const { validateRequest } = require('twilio/lib/webhooks/webhooks.js') as { validateRequest: Validate };
const FaxResponse = require('twilio/lib/twiml/FaxResponse.js') as new () => Receiving;

const XML = 'text/xml; charset=utf-8';
const DONE = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
/** SignalWire's own: turns the call away before a page is paid for. */
const REJECT = '<?xml version="1.0" encoding="UTF-8"?><Response><Reject/></Response>';

/** FaxStatus as it ends; every other one is under way. */
const ENDS: Readonly<Record<string, FaxEvent['state']>> = {
  received: 'received',
  delivered: 'received',
  failed: 'failed',
  canceled: 'failed',
  'no-answer': 'failed',
  busy: 'failed',
};

/** Twilio's contract, and SignalWire's with its header and <Reject/>. Signed by HMAC-SHA1 over address and fields. */
export const twiml: Contract = async (request, { settings, refuses }) => {
  const one = (name: string): string | null => words(request.fields.get(name)?.[0]);
  const signature = headerOf(
    request.headers,
    settings.contract === 'signalwire' ? ['x-signalwire-signature', 'x-twilio-signature'] : ['x-twilio-signature'],
  );
  if (signature === null) return { refuse: 401, why: 'it is not signed' };
  const isGet = request.method === 'GET';
  const params = Object.fromEntries(
    isGet ? [] : [...request.fields].map(([name, values]) => [name, values.length === 1 ? values[0]! : values]),
  );
  if (!isGenuine(settings.key ?? '', signature, request.url, params))
    return { refuse: 403, why: 'its signature is wrong' };

  const faxId = one('FaxSid');
  if (faxId === null || faxId.length > 100) return { refuse: 400, why: 'it names no fax (FaxSid)' };
  const caller = one('From');
  const common = { source: settings.id, faxId, at: null };
  const status = one('FaxStatus');
  if (status === null) {
    if (settings.contract === 'signalwire' && refuses(caller))
      return { reply: { type: XML, body: REJECT }, event: null, document: null };
    const facts = told({ caller, dialled: one('To') });
    const event: FaxEvent = { ...common, eventId: `${faxId} begins`, state: 'coming', told: facts, mediaUrl: null };
    const response = new FaxResponse();
    response.receive({ action: request.url.split('?')[0], method: 'POST', mediaType: 'application/pdf' });
    return { reply: { type: XML, body: response.toString() }, event, document: null };
  }
  const [document] = request.files;
  const mediaUrl = one('MediaUrl');
  const event: FaxEvent = {
    ...common,
    // the same end may be told again with the link that was missing
    eventId: `${faxId} ${status}${mediaUrl === null ? '' : ' with media'}`,
    state: ENDS[status] ?? 'coming',
    told: told({
      caller,
      dialled: one('To'),
      station: one('RemoteStationId'),
      pages: count(one('NumPages')),
      error: [one('ErrorCode'), one('ErrorMessage')].filter((part) => part !== null).join(' ') || null,
    }),
    mediaUrl,
  };
  return { reply: { type: XML, body: DONE }, event, document: document?.bytes ?? null };
};

/** The library throws for addresses that are none, and for fields of a kind that it does not expect. */
function isGenuine(...args: Parameters<Validate>): boolean {
  try {
    return args[0] !== '' && validateRequest(...args);
  } catch {
    return false;
  }
}

function headerOf(headers: Parameters<Contract>[0]['headers'], names: readonly string[]): string | null {
  for (const name of names) {
    const value = headers[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}
