import { Buffer } from 'node:buffer';
import { permanent, sentenceOf } from '../../lib/fault.ts';
import type { FaxSettings, FaxWebhookSettings } from '../../settings/fax-shape.ts';
import { fetchDocument, GoneFault, type Credentials, type FetchRules } from './fetch.ts';

/** How the documents of one provider are fetched, and asked for anew when their link has run out. */
export type Media = {
  /** Rejects with a Fault that says whether another try can help. `url` is null when no event told of a link. */
  fetch(fax: { readonly faxId: string; readonly url: string | null }): Promise<Buffer>;
};

/** An answer of a provider's API about one fax is a few kB. */
const ANSWER_BYTES = 200_000;

/** The media of a provider, by its settings. */
export function mediaOf(webhook: FaxWebhookSettings, { reading, fetch }: FaxSettings): Media {
  const api = webhook.api_url === null ? null : new URL(webhook.api_url);
  const rules: FetchRules = {
    hosts: [
      ...webhook.media_hosts,
      ...(api === null ? [] : [api.protocol === 'https:' ? api.hostname : api.origin, api.origin]),
    ],
    maxBytes: reading.max_bytes,
    seconds: fetch.seconds,
  };
  const credentials = credentialsOf(webhook, api);

  return {
    async fetch({ faxId, url }) {
      try {
        if (url !== null) return documentOf(await fetchDocument(url, rules, credentials));
      } catch (error) {
        if (!(error instanceof GoneFault)) throw error;
      }
      const fresh = await refreshed(webhook, { faxId, api, credentials, rules });
      if (fresh === null)
        throw permanent(url === null ? 'the provider named no document' : 'the link to the document has run out');
      try {
        return documentOf(await fetchDocument(fresh, rules, credentials));
      } catch (error) {
        throw error instanceof GoneFault ? permanent(sentenceOf(error)) : error;
      }
    },
  };
}

function credentialsOf({ contract, account, token }: FaxWebhookSettings, api: URL | null): Credentials | null {
  if (api === null || token === null) return null;
  const authorization =
    contract === 'telnyx' ? `Bearer ${token}` : `Basic ${Buffer.from(`${account ?? ''}:${token}`).toString('base64')}`;
  return { origin: api.origin, authorization };
}

/** Asks the provider for a new link; null where its contract has none, or it does not know the fax. */
async function refreshed(
  { contract, account }: FaxWebhookSettings,
  {
    faxId,
    api,
    credentials,
    rules,
  }: {
    readonly faxId: string;
    readonly api: URL | null;
    readonly credentials: Credentials | null;
    readonly rules: FetchRules;
  },
): Promise<string | null> {
  if (api === null || credentials === null) return null;
  const id = encodeURIComponent(faxId);
  const base = api.href.replace(/\/+$/u, '');
  const path =
    contract === 'signalwire'
      ? `${base}/api/laml/2010-04-01/Accounts/${encodeURIComponent(account ?? '')}/Faxes/${id}`
      : contract === 'twilio'
        ? `${base}/v1/Faxes/${id}`
        : contract === 'telnyx'
          ? `${base}/v2/faxes/${id}/actions/refresh`
          : null;
  if (path === null) return null;
  try {
    const answer = await fetchDocument(
      path,
      { ...rules, maxBytes: ANSWER_BYTES, ...(contract === 'telnyx' ? { method: 'POST' as const } : {}) },
      credentials,
    );
    const told = JSON.parse(answer.toString()) as { media_url?: unknown; data?: { media_url?: unknown } };
    const link = told.media_url ?? told.data?.media_url;
    return typeof link === 'string' && link !== '' ? link : null;
  } catch (error) {
    if (error instanceof GoneFault || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What came is a fax only if it begins as one; a page of words is an error that was answered 200. */
function documentOf(bytes: Buffer): Buffer {
  const head = bytes.subarray(0, 1_024);
  const isTiff =
    head.subarray(0, 4).equals(Buffer.from('II*\0', 'latin1')) ||
    head.subarray(0, 4).equals(Buffer.from('MM\0*', 'latin1'));
  if (!isTiff && !head.includes('%PDF-')) throw permanent('what was fetched is neither a PDF nor a TIFF');
  return bytes;
}
