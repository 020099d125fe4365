import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isPermanent } from '../../src/lib/fault.ts';
import { fax as faxShape } from '../../src/settings/fax-shape.ts';
import { isPublicAddress } from '../../src/sources/fax/addresses.ts';
import { fetchDocument, GoneFault, type FetchRules } from '../../src/sources/fax/fetch.ts';
import { mediaOf } from '../../src/sources/fax/media.ts';

const PDF = Buffer.from('%PDF-1.7 a fax');
let base: string;
let other: string;
const seen: { path: string; method: string; authorization: string | undefined; agent: string | undefined }[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const servers = [0, 1].map(() =>
  createServer((request, response) => {
    const { url = '', method = '', headers } = request;
    seen.push({ path: url, method, authorization: headers.authorization, agent: headers['user-agent'] });
    answer(request, response);
  }),
);

beforeAll(async () => {
  const urls = await Promise.all(
    servers.map(async (server) => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }),
  );
  [base, other] = urls as [string, string];
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});
beforeEach(() => {
  seen.length = 0;
  answer = (_request, response) => response.end(PDF);
});

const rules = (change: Partial<FetchRules> = {}): FetchRules => ({
  hosts: [base],
  maxBytes: 1_000,
  seconds: 5,
  ...change,
});
const fault = async (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error as Error,
  );

describe('addresses of our own are none of the open internet', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '198.18.0.1',
    '::1',
    '::',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1%eth0',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'ff02::1',
    'localhost',
    '',
  ])('%s', (address) => expect(isPublicAddress(address)).toBe(false));
  test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111'])('%s is', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );
});

describe('a document is fetched', () => {
  test('from an origin that the settings name, with a User-Agent', async () => {
    expect(await fetchDocument(`${base}/fax.pdf`, rules(), null)).toEqual(PDF);
    expect(seen[0]).toMatchObject({ path: '/fax.pdf', method: 'GET', authorization: undefined, agent: 'Postroom' });
  });

  test.each([
    ['by http from a named host', 'http://media.example/fax', ['media.example'], /by https alone/u],
    ['from a host that is not named', 'https://evil.example/fax', ['media.example'], /not among the media_hosts/u],
    ['from one that only ends alike', 'https://evilmedia.example/fax', ['*.media.example'], /not among/u],
    ['from another port', 'https://media.example:8443/fax', ['media.example'], /not among/u],
    ['with a login in the link', 'https://a:b@media.example/fax', ['media.example'], /not among/u],
    ['from our own machine by name', 'https://localhost/fax', ['localhost'], /own network/u],
    ['from our own machine by number', 'https://127.0.0.1/fax', ['127.0.0.1'], /own network/u],
    [
      'from our own machine by a number in disguise',
      'https://2130706433/fax',
      ['127.0.0.1', '2130706433'],
      /own network/u,
    ],
    ['from the metadata of a cloud', 'https://169.254.169.254/latest', ['169.254.169.254'], /own network/u],
    ['from our own machine over IPv6', 'https://[::1]/fax', ['[::1]'], /own network/u],
    ['from a file', 'file:///etc/passwd', ['media.example'], /by https alone/u],
    ['from nowhere', 'no link', [], /is none/u],
  ])('not %s', async (_name, url, hosts, says) => {
    const error = await fault(fetchDocument(url, rules({ hosts }), null));
    expect(error!.message).toMatch(says);
    expect(isPermanent(error)).toBe(true);
    expect(seen).toEqual([]);
  });

  test('redirects are followed within the allowed origins alone, credentials go to their own', async () => {
    answer = (request, response) => {
      if (request.url === '/one') response.writeHead(302, { location: `${other}/two` }).end();
      else response.end(PDF);
    };
    const credentials = { origin: base, authorization: 'Basic abc' };
    expect(await fetchDocument(`${base}/one`, rules({ hosts: [base, other] }), credentials)).toEqual(PDF);
    expect(seen.map(({ path, authorization }) => [path, authorization])).toEqual([
      ['/one', 'Basic abc'],
      ['/two', undefined],
    ]);
    const astray = await fault(fetchDocument(`${base}/one`, rules(), null));
    expect([isPermanent(astray), astray!.message]).toEqual([true, expect.stringContaining('https alone')]);
    answer = (_request, response) => response.writeHead(302, { location: '/again' }).end();
    expect(isPermanent(await fault(fetchDocument(`${base}/one`, rules(), null)))).toBe(true);
    answer = (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
    expect((await fault(fetchDocument(`${base}/one`, rules(), null)))!.message).toMatch(/https alone/u);
  });

  test('within limits of size and time', async () => {
    answer = (_request, response) => response.end(Buffer.alloc(1_001));
    const large = await fault(fetchDocument(base, rules(), null));
    expect([isPermanent(large), large!.message]).toEqual([true, expect.stringContaining('more than 1000 bytes')]);
    answer = (_request, response) => void response.write('%PDF');
    const slow = await fault(fetchDocument(base, rules({ seconds: 0.3 }), null));
    expect([isPermanent(slow), slow!.message]).toEqual([false, 'the document did not come within 0.3 s']);
    answer = (request) => request.socket.destroy();
    expect(isPermanent(await fault(fetchDocument(base, rules(), null)))).toBe(false);
  });

  test.each([
    [401, true],
    [500, false],
    [503, false],
    [429, false],
  ])('an answer %s is final: %s', async (status, final) => {
    answer = (_request, response) => response.writeHead(status).end();
    expect(isPermanent(await fault(fetchDocument(base, rules(), null)))).toBe(final);
  });

  test.each([403, 404, 410])('an answer %s says that the link has run out', async (status) => {
    answer = (_request, response) => response.writeHead(status).end();
    expect(await fault(fetchDocument(base, rules(), null))).toBeInstanceOf(GoneFault);
  });
});

describe('a link that has run out is asked for anew', () => {
  const media = (contract: string, more: object = {}) => {
    const settings = faxShape.parse({
      webhooks: [
        {
          id: 'x',
          contract,
          mailbox: 'support',
          key: 'k',
          account: 'acc',
          token: 'tok',
          api_url: base,
          media_hosts: [other],
          ...more,
        },
      ],
    });
    return mediaOf(settings.webhooks[0]!, settings);
  };
  test.each([
    [
      'signalwire',
      'GET /api/laml/2010-04-01/Accounts/acc/Faxes/F%2F1',
      'Basic YWNjOnRvaw==',
      (url: string) => ({ media_url: url }),
    ],
    ['twilio', 'GET /v1/Faxes/F%2F1', 'Basic YWNjOnRvaw==', (url: string) => ({ media_url: url })],
    ['telnyx', 'POST /v2/faxes/F%2F1/actions/refresh', 'Bearer tok', (url: string) => ({ data: { media_url: url } })],
  ])('%s', async (contract, asked, authorization, said) => {
    answer = (request, response) => {
      if (request.url === '/old') response.writeHead(403).end();
      else if (request.url === '/new') response.end(PDF);
      else response.end(JSON.stringify(said(`${other}/new`)));
    };
    expect(await media(contract).fetch({ faxId: 'F/1', url: `${other}/old` })).toEqual(PDF);
    expect(seen.map(({ method, path, authorization: given }) => [`${method} ${path}`, given])).toEqual([
      ['GET /old', undefined],
      [asked, authorization],
      ['GET /new', undefined],
    ]);
  });

  test('where it is gone for good, or was never named, that is final', async () => {
    answer = (_request, response) => response.writeHead(404).end();
    for (const url of [`${other}/old`, null]) {
      const error = await fault(media('signalwire').fetch({ faxId: 'F1', url }));
      expect(isPermanent(error)).toBe(true);
    }
    expect(
      (await fault(media('sinch', { user: 'a', password: 'b' }).fetch({ faxId: 'F1', url: null })))!.message,
    ).toContain('named no document');
  });

  test('a page of words is no fax, whatever its status', async () => {
    answer = (_request, response) => response.end('<html>please log in</html>');
    const error = await fault(media('signalwire').fetch({ faxId: 'F1', url: `${other}/x` }));
    expect([isPermanent(error), error!.message]).toEqual([true, 'what was fetched is neither a PDF nor a TIFF']);
  });
});
