import { createHash, createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { faxRoutes, type NoteFax } from '../../../src/http/fax/routes.ts';
import { createLog } from '../../../src/lib/log.ts';
import { fax as faxShape } from '../../../src/settings/fax-shape.ts';
import { serveRoutes, type Served } from '../served.ts';

/* Every contract against a server on a real socket. Signatures are made here by the providers' own descriptions, not by the library under test. */

const PUBLIC = 'https://desk.example';
const NOW = Date.UTC(2026, 10, 26, 15);
const TOKEN = 'twilio-token';
const SIGNING = 'PSK_signing';
const CALLBACK = 'phaxio-token';
const LIMIT = 20_000; // bytes of a document here

let served: Served;
let telnyxKey: KeyObject;
const noted: Parameters<NoteFax>[0][] = [];
const counts: string[] = [];
let down = false;

beforeAll(async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  telnyxKey = privateKey;
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
  const webhook = (id: string, contract: string, more: object) => ({ id, contract, mailbox: 'support', ...more });
  const settings = faxShape.parse({
    webhooks: [
      webhook('twilio', 'twilio', { key: TOKEN }),
      webhook('sw', 'signalwire', { key: SIGNING, path_secret: 'hidden' }),
      webhook('telnyx', 'telnyx', { key: raw }),
      webhook('sinch', 'sinch', { user: 'sinch', password: 'pass', addresses: ['127.0.0.1'] }),
      webhook('far', 'sinch', { user: 'sinch', password: 'pass', addresses: ['203.0.113.9'] }),
      webhook('phaxio', 'phaxio', { key: CALLBACK }),
    ],
    reading: { max_bytes: LIMIT },
  });
  const rules = [{ name: 'offers', caller: '+1555019*', station: null, refuse: true }];
  served = await serveRoutes([
    faxRoutes({
      settings,
      publicUrl: PUBLIC,
      junk: { rules, never: [] },
      async note(one) {
        if (down) throw new Error('the database is down');
        const repeat = noted.some(
          ({ event }) => event.source === one.event.source && event.eventId === one.event.eventId,
        );
        if (!repeat) noted.push(one);
        return { repeat };
      },
      count: (source, outcome) => void counts.push(`${source} ${outcome}`),
      now: () => NOW,
      log: createLog('silent'),
    }),
  ]);
});
afterAll(() => served.close());
afterEach(() => {
  noted.length = 0;
  counts.length = 0;
  down = false;
});

type Sent<Body = string | Buffer | FormData> = {
  readonly body: Body;
  readonly headers: Readonly<Record<string, string>>;
};
async function post(path: string, { body, headers }: Sent) {
  const answer = await fetch(`${served.base}${path}`, { method: 'POST', body, headers });
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') };
}
const FORM = 'application/x-www-form-urlencoded';

/** Twilio's description: HMAC-SHA1 over the address and the fields, sorted by name, name and value in turn. */
function twilioForm(
  path: string,
  fields: Readonly<Record<string, string>>,
  key = TOKEN,
  header = 'x-twilio-signature',
): Sent<string> {
  const text = Object.keys(fields)
    .toSorted()
    .map((name) => name + fields[name]!)
    .join('');
  const signature = createHmac('sha1', key).update(`${PUBLIC}${path}${text}`).digest('base64');
  return { body: new URLSearchParams(fields).toString(), headers: { 'content-type': FORM, [header]: signature } };
}
const BEGINS = { FaxSid: 'FX1', AccountSid: 'AC1', From: '+15550102231', To: '+15550104477', ApiVersion: 'v1' };
const ENDED = {
  ...BEGINS,
  FaxStatus: 'received',
  NumPages: '2',
  RemoteStationId: 'CONTOSO',
  MediaUrl: 'https://media.example/FX1.pdf',
};

describe('the contract that was Twilio’s', () => {
  test('a call is answered <Receive>, and its end is noted with the link', async () => {
    const first = await post('/fax/twilio', twilioForm('/fax/twilio', BEGINS));
    expect([first.status, first.type]).toEqual([200, 'text/xml; charset=utf-8']);
    expect(first.text).toContain(`<Receive action="${PUBLIC}/fax/twilio" method="POST" mediaType="application/pdf"/>`);
    expect(await post('/fax/twilio', twilioForm('/fax/twilio', ENDED))).toMatchObject({ status: 200 });
    expect(noted.map(({ event }) => [event.state, event.faxId])).toEqual([
      ['coming', 'FX1'],
      ['received', 'FX1'],
    ]);
    expect(noted[1]).toMatchObject({
      mailbox: 'support',
      document: null,
      receivedAt: NOW,
      event: {
        source: 'twilio',
        mediaUrl: 'https://media.example/FX1.pdf',
        told: { caller: '+15550102231', dialled: '+15550104477', station: 'CONTOSO', pages: 2 },
      },
    });
  });

  test('a repeat is answered alike, and noted once', async () => {
    const sent = twilioForm('/fax/twilio', ENDED);
    expect(await post('/fax/twilio', sent)).toEqual(await post('/fax/twilio', sent));
    expect([noted.length, counts]).toEqual([1, ['twilio noted', 'twilio repeat']]);
  });

  test.each([
    ['failed', 'failed'],
    ['canceled', 'failed'],
    ['no-answer', 'failed'],
    ['processing', 'coming'],
    ['something new', 'coming'],
  ])('FaxStatus %s is %s', async (status, state) => {
    await post('/fax/twilio', twilioForm('/fax/twilio', { ...BEGINS, FaxStatus: status, ErrorCode: '34006' }));
    expect(noted[0]!.event).toMatchObject({ state, told: { error: '34006' } });
  });

  test('the address is part of what is signed: path, query and scheme', async () => {
    expect((await post('/fax/twilio?x=1', twilioForm('/fax/twilio?x=1', ENDED))).status).toBe(200);
    expect((await post('/fax/twilio?x=2', twilioForm('/fax/twilio?x=1', ENDED))).status).toBe(403);
    const other = twilioForm('/fax/twilio', ENDED);
    const http = createHmac('sha1', TOKEN).update(`http://desk.example/fax/twilio`).digest('base64');
    expect(
      (await post('/fax/twilio', { ...other, headers: { ...other.headers, 'x-twilio-signature': http } })).status,
    ).toBe(403);
  });

  test('a field several times over, an empty one, and a GET are signed as they come', async () => {
    const query = '/fax/twilio?FaxSid=FX9&From=%2B15550102231&FaxStatus=&To=1';
    const signature = createHmac('sha1', TOKEN).update(`${PUBLIC}${query}`).digest('base64');
    const answer = await fetch(`${served.base}${query}`, { headers: { 'x-twilio-signature': signature } });
    expect([answer.status, noted[0]?.event.faxId]).toEqual([200, 'FX9']);
  });

  test('any other byte of body, address or signature is refused, and nothing is kept', async () => {
    const sent = twilioForm('/fax/twilio', ENDED);
    const body = sent.body;
    const signature = sent.headers['x-twilio-signature']!;
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 1), fc.constantFrom('body', 'signature', 'path'), async (at, where) => {
        const flip = (text: string): string => {
          const i = at % text.length;
          return text.slice(0, i) + (text[i] === 'x' ? 'y' : 'x') + text.slice(i + 1);
        };
        const changed = {
          body: where === 'body' ? flip(body) : body,
          headers: {
            ...sent.headers,
            'x-twilio-signature': where === 'signature' ? flip(signature.replace(/=+$/u, '')) : signature,
          },
        };
        const { status } = await post(where === 'path' ? '/fax/twilio?y' : '/fax/twilio', changed);
        expect([400, 403]).toContain(status);
      }),
      { numRuns: 60 },
    );
    expect(noted).toEqual([]);
  });

  test('unsigned, without a fax, unknown and too large are refused each in its way, and counted', async () => {
    const { body, headers } = twilioForm('/fax/twilio', ENDED);
    expect((await post('/fax/twilio', { body, headers: { 'content-type': FORM } })).status).toBe(401);
    expect((await post('/fax/twilio', twilioForm('/fax/twilio', { From: '1' }))).status).toBe(400);
    expect((await post('/fax/nobody', { body, headers })).status).toBe(404);
    expect((await post('/fax/twilio', { body: Buffer.alloc(LIMIT * 2 + 64_000), headers })).status).toBe(413);
    expect(
      (await post('/fax/twilio', { body: 'x', headers: { ...headers, 'content-type': 'multipart/form-data' } })).status,
    ).toBe(400);
    expect(noted).toEqual([]);
    expect(counts).toEqual(['twilio 401', 'twilio 400', 'unknown 404', 'twilio 413', 'twilio 400']);
  });

  test('what cannot be kept now is to come again', async () => {
    down = true;
    const answer = await fetch(`${served.base}/fax/twilio`, {
      method: 'POST',
      ...twilioForm('/fax/twilio', ENDED),
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30']);
  });
});

describe('SignalWire', () => {
  const PATH = '/fax/sw/hidden';
  const signed = (fields: Readonly<Record<string, string>>, key = SIGNING) =>
    twilioForm(PATH, fields, key, 'x-signalwire-signature');

  test('has a header and a key of its own, and ids of its own', async () => {
    const uuid = 'b3877c40-da60-4998-90ad-b792e98472af';
    expect((await post(PATH, signed({ ...ENDED, FaxSid: uuid }))).status).toBe(200);
    expect(noted[0]!.event).toMatchObject({ source: 'sw', faxId: uuid, state: 'received' });
    expect((await post(PATH, twilioForm(PATH, ENDED, SIGNING))).status).toBe(200); // Twilio's header is known there too
    expect((await post(PATH, signed(ENDED, TOKEN))).status).toBe(403);
  });

  test('is found under its secret address alone', async () => {
    for (const path of ['/fax/sw', '/fax/sw/other']) expect((await post(path, signed(ENDED))).status).toBe(404);
  });

  test('turns a blocked caller away before a page is paid for', async () => {
    const { text } = await post(PATH, signed({ ...BEGINS, From: '+15550190000' }));
    expect(text).toContain('<Reject/>');
    expect([noted, counts]).toEqual([[], ['sw turned_away']]);
  });

  test('may bring the document along', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries(ENDED)) form.set(name, value);
    form.set('Media', new Blob(['%PDF-1.7 a fax'], { type: 'application/pdf' }), 'fax.pdf');
    const { headers } = signed(ENDED);
    const only = { 'x-signalwire-signature': headers['x-signalwire-signature']! };
    expect((await post(PATH, { body: form, headers: only })).status).toBe(200);
    expect(noted[0]!.document!.bytes.toString()).toBe('%PDF-1.7 a fax');
    expect(noted[0]!.document!.sha256).toEqual(createHash('sha256').update('%PDF-1.7 a fax').digest());
  });
});

describe('Telnyx', () => {
  const EVENT = {
    record_type: 'event',
    event_type: 'fax.received',
    id: 'e1',
    occurred_at: '2026-11-26T14:59:58.578108Z',
    payload: {
      fax_id: '359c0d23',
      direction: 'inbound',
      from: '+13122010119',
      to: '+13127283148',
      page_count: 2,
      media_url: 'https://s3.example/fax.pdf',
      partial_content: false,
    },
  };
  function signed(event: object, at = NOW / 1_000): Sent<string> {
    const body = JSON.stringify(event);
    const signature = sign(null, Buffer.from(`${at}|${body}`), telnyxKey).toString('base64');
    return {
      body,
      headers: {
        'content-type': 'application/json',
        'telnyx-timestamp': `${at}`,
        'telnyx-signature-ed25519': signature,
      },
    };
  }

  test.each([
    ['with data', { data: EVENT, meta: { attempt: 1 } }],
    ['without', EVENT],
  ])('an event %s is noted', async (_name, event) => {
    expect((await post('/fax/telnyx', signed(event))).status).toBe(200);
    expect(noted[0]!.event).toEqual({
      source: 'telnyx',
      eventId: 'e1',
      faxId: '359c0d23',
      at: Date.UTC(2026, 10, 26, 14, 59, 58, 578),
      state: 'received',
      mediaUrl: 'https://s3.example/fax.pdf',
      told: expect.objectContaining({ caller: '+13122010119', dialled: '+13127283148', pages: 2 }),
    });
  });

  test.each([
    ['fax.receiving.started', {}, 'coming'],
    ['fax.received', { partial_content: true }, 'partial'],
    ['fax.failed', { failure_reason: 'receiver_call_dropped', media_url: null }, 'failed'],
    ['fax.failed', { partial_content: true }, 'partial'],
  ])('%s %j is %s', async (type, payload, state) => {
    await post(
      '/fax/telnyx',
      signed({ data: { ...EVENT, event_type: type, payload: { ...EVENT.payload, ...payload } } }),
    );
    expect(noted[0]!.event.state).toBe(state);
  });

  test('what we sent ourselves, and events that are about no fax, are answered and leave nothing', async () => {
    const outgoing = { ...EVENT, payload: { ...EVENT.payload, direction: 'outbound' } };
    expect((await post('/fax/telnyx', signed(outgoing))).status).toBe(200);
    expect((await post('/fax/telnyx', signed({ ...EVENT, event_type: 'fax.queued' }))).status).toBe(200);
    expect([noted, counts]).toEqual([[], ['telnyx nothing', 'telnyx nothing']]);
  });

  test('stale, early, tampered and malformed requests are refused', async () => {
    const at = NOW / 1_000;
    expect((await post('/fax/telnyx', signed(EVENT, at - 301))).status).toBe(403);
    expect((await post('/fax/telnyx', signed(EVENT, at + 301))).status).toBe(403);
    expect((await post('/fax/telnyx', signed(EVENT, at - 299))).status).toBe(200);
    const good = signed(EVENT);
    expect((await post('/fax/telnyx', { ...good, body: `${good.body} ` })).status).toBe(403);
    expect(
      (await post('/fax/telnyx', { ...good, headers: { ...good.headers, 'telnyx-timestamp': `${at - 1}` } })).status,
    ).toBe(403);
    expect(
      (await post('/fax/telnyx', { body: good.body, headers: { 'content-type': 'application/json' } })).status,
    ).toBe(401);
    expect((await post('/fax/telnyx', signed(['nothing']))).status).toBe(400);
    expect(noted).toHaveLength(1);
  });
});

describe('Sinch', () => {
  const FAX = {
    id: '01F3',
    direction: 'INBOUND',
    from: '+14155552222',
    to: '+14155553333',
    numberOfPages: 1,
    status: 'COMPLETED',
    completedTime: '2026-11-26T14:59:00Z',
    barCodes: [{ type: 'DATA_MATRIX', page: 1, value: 'PR1.x' }],
  };
  const login = (password = 'pass') => ({
    authorization: `Basic ${Buffer.from(`sinch:${password}`).toString('base64')}`,
  });
  function form(fax: object): FormData {
    const body = new FormData();
    body.set('event', 'INCOMING_FAX');
    body.set('fax', JSON.stringify(fax));
    body.set('file', new Blob(['%PDF-1.7 a fax']), 'fax.pdf');
    return body;
  }

  test('a form and a JSON say the same', async () => {
    await post('/fax/sinch', { body: form(FAX), headers: login() });
    const json = JSON.stringify({
      event: 'INCOMING_FAX',
      fax: { ...FAX, id: '01F4' },
      file: Buffer.from('%PDF-1.7 a fax').toString('base64'),
    });
    await post('/fax/sinch', { body: json, headers: { ...login(), 'content-type': 'application/json' } });
    for (const { event, document } of noted) {
      expect(event).toMatchObject({
        state: 'received',
        at: Date.UTC(2026, 10, 26, 14, 59),
        told: { caller: '+14155552222', pages: 1 },
      });
      expect(event.told.barcodes).toEqual([{ page: 1, type: 'DataMatrix', value: 'PR1.x' }]);
      expect(document!.bytes.toString()).toBe('%PDF-1.7 a fax');
    }
    expect(noted.map(({ event }) => event.faxId)).toEqual(['01F3', '01F4']);
  });

  test('signs nothing, so login and address must be right', async () => {
    expect((await post('/fax/sinch', { body: form(FAX), headers: {} })).status).toBe(401);
    expect((await post('/fax/sinch', { body: form(FAX), headers: login('guess') })).status).toBe(401);
    expect((await post('/fax/far', { body: form(FAX), headers: login() })).status).toBe(403);
    expect((await post('/fax/sinch', { body: 'fax=no', headers: { ...login(), 'content-type': FORM } })).status).toBe(
      400,
    );
    expect(noted).toEqual([]);
  });
});

describe('Phaxio', () => {
  const FAX = {
    id: 1234,
    direction: 'received',
    num_pages: 3,
    status: 'success',
    from_number: '+15550102231',
    to_number: '+15550104477',
  };
  const FILE = Buffer.from('%PDF-1.7 a fax');
  const PATH = '/fax/phaxio';
  /** Phaxio's description: address, fields by name, files by name with the SHA-1 of each. */
  function signed(encoding: 'hex' | 'base64', file = FILE): Sent {
    const body = new FormData();
    const fax = JSON.stringify(FAX);
    body.set('success', 'true');
    body.set('fax', fax);
    body.set('file', new Blob([file]), 'fax.pdf');
    const sum = createHash('sha1').update(FILE).digest('hex');
    const text = `${PUBLIC}${PATH}fax${fax}successtruefile${sum}`;
    return { body, headers: { 'x-phaxio-signature': createHmac('sha1', CALLBACK).update(text).digest(encoding) } };
  }

  test.each(['hex', 'base64'] as const)('is noted with its document, its signature in %s', async (encoding) => {
    expect((await post(PATH, signed(encoding))).status).toBe(200);
    expect(noted[0]).toMatchObject({
      event: { faxId: '1234', state: 'received', told: { pages: 3, caller: '+15550102231' } },
    });
    expect(noted[0]!.document!.bytes.equals(FILE)).toBe(true);
  });

  test('another file under the same signature is refused', async () => {
    expect((await post(PATH, signed('hex', Buffer.from('%PDF-1.7 another')))).status).toBe(403);
    expect((await post(PATH, { ...signed('hex'), headers: {} })).status).toBe(401);
    expect(noted).toEqual([]);
  });
});
