import { lookup as resolveName } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';
import { permanent, temporary } from '../../lib/fault.ts';
import { isPublicAddress } from './addresses.ts';

/** From where documents may be fetched. */
export type FetchRules = {
  /** names (`files.example.com`, `*.example.com`: https alone, and the open internet alone), or whole origins (`http://10.0.0.5:8080`): exactly those */
  readonly hosts: readonly string[];
  readonly maxBytes: number;
  readonly seconds: number;
  /** POST for an API that makes a new link; GET otherwise */
  readonly method?: 'POST';
};

/** Basic or Bearer, for one host alone. */
export type Credentials = { readonly origin: string; readonly authorization: string };

/** The link has run out, or never led anywhere: a new one may be asked for. */
export class GoneFault extends Error {}

/** Links that lead on to further links; providers use one. */
const MOST_REDIRECTS = 3;
const REDIRECT = new Set([301, 302, 303, 307, 308]);
const GONE = new Set([403, 404, 410]);

/**
 * Fetches a document: https, from allowed hosts, at addresses that were checked and are the ones connected to, within limits of
 * size and time; every redirect is checked anew. Credentials go to their own origin alone. Rejects with a Fault, or a GoneFault.
 */
export async function fetchDocument(url: string, rules: FetchRules, credentials: Credentials | null): Promise<Buffer> {
  const until = AbortSignal.timeout(rules.seconds * 1_000);
  let next = url;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
    const answer = await get(allowed(next, rules), { rules, credentials, until });
    if (typeof answer !== 'string') return answer;
    next = new URL(answer, next).href;
  }
  throw permanent(`the link to the document leads on and on (${MOST_REDIRECTS} times)`);
}

/** The link, if it may be followed: how, and whether its address must be one of the open internet. */
function allowed(link: string, { hosts }: FetchRules): { readonly url: URL; readonly anywhere: boolean } {
  let url: URL;
  try {
    url = new URL(link);
  } catch {
    throw permanent('the link to the document is none');
  }
  if (hosts.includes(url.origin)) return { url, anywhere: true };
  if (url.protocol !== 'https:')
    throw permanent(`documents are fetched by https alone, not from ${url.protocol}//${url.host}`);
  const name = url.hostname.toLowerCase();
  const fits = hosts.some((host) =>
    host.startsWith('*.') ? name.endsWith(host.slice(1).toLowerCase()) : name === host.toLowerCase(),
  );
  if (!fits || url.username !== '' || (url.port !== '' && url.port !== '443'))
    throw permanent(
      `${url.host} is not among the media_hosts of the settings; add it there if the provider keeps documents on it`,
    );
  return { url, anywhere: false };
}

function get(
  { url, anywhere }: { readonly url: URL; readonly anywhere: boolean },
  {
    rules,
    credentials,
    until,
  }: { readonly rules: FetchRules; readonly credentials: Credentials | null; readonly until: AbortSignal },
): Promise<Buffer | string> {
  const authorization = credentials?.origin === url.origin ? { authorization: credentials.authorization } : {};
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(until.aborted ? temporary(`the document did not come within ${rules.seconds} s`) : asFault(error));
    };
    const request = (url.protocol === 'https:' ? https : http).request(url, {
      method: rules.method ?? 'GET',
      agent: false,
      signal: until,
      headers: { accept: 'application/pdf, image/tiff', 'user-agent': 'Postroom', ...authorization },
      ...(anywhere ? {} : { lookup: openLookup }),
    });
    request.on('error', fail);
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      if (REDIRECT.has(status) && location !== undefined) {
        response.destroy();
        resolve(location);
        return;
      }
      if (status !== 200) {
        response.destroy();
        reject(refusal(status, url.host));
        return;
      }
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('error', fail);
      response.on('aborted', () => fail(new Error('the connection broke off')));
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > rules.maxBytes) {
          request.destroy();
          reject(permanent(`the document has more than ${rules.maxBytes} bytes, the limit`));
        } else chunks.push(chunk);
      });
      response.on('end', () => resolve(Buffer.concat(chunks)));
    });
    // An address in the link itself is never looked up.
    if (!anywhere && /^[\d.]+$|^\[/u.test(url.hostname) && !isPublicAddress(url.hostname.replaceAll(/[[\]]/gu, ''))) {
      request.destroy();
      reject(closedAddress(url.hostname));
    } else request.end();
  });
}

/** Looks a name up, and lets only addresses of the open internet pass: the same that are then connected to. */
const openLookup: LookupFunction = (name, options, done) => {
  resolveName(name, { ...options, all: true }, (error, found) => {
    if (error !== null) done(error, [], 0);
    else if (found.some(({ address }) => !isPublicAddress(address))) done(closedAddress(name), [], 0);
    else if (options.all === true) done(null, found);
    else done(null, found[0]!.address, found[0]!.family);
  });
};

function closedAddress(name: string): NodeJS.ErrnoException {
  return permanent(`${name} leads into our own network, so nothing is fetched from there`);
}

function refusal(status: number, host: string): Error {
  if (GONE.has(status)) return new GoneFault(`${host} does not have the document any more (${status})`);
  const words = `${host} answered ${status}`;
  return status === 401 ? permanent(`${words}: check account and token of this provider`) : temporary(words);
}

function asFault(error: unknown): unknown {
  return error instanceof Error && error.name === 'Fault'
    ? error
    : temporary(`the document could not be fetched: ${(error as Error).message}`, error);
}
