import type { FaxEvent } from '../../../domain/fax/fax.ts';
import type { Instant } from '../../../domain/time.ts';
import type { FaxWebhookSettings } from '../../../settings/fax-shape.ts';

/** A request of a provider, as it came. */
export type WebhookRequest = {
  readonly method: string;
  /** the whole address that the provider asked: of the settings' public_url, with path and query as they came */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly rawBody: Buffer;
  /** form fields of the body, or of the query of a GET; a field given several times has several values */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly files: readonly { readonly name: string; readonly bytes: Buffer }[];
  /** IP address of the client */
  readonly client: string;
};

/** What a contract makes of a request. Refused ones leave nothing behind but a count. */
export type Outcome =
  | { readonly refuse: 400 | 401 | 403; readonly why: string }
  | {
      readonly reply: { readonly type: string; readonly body: string };
      /** null: it is about no fax that comes in */
      readonly event: FaxEvent | null;
      readonly document: Buffer | null;
    };

/** One provider's contract: proves a request, and reads it. Never throws for what a stranger may send. */
export type Contract = (
  request: WebhookRequest,
  about: {
    readonly settings: FaxWebhookSettings;
    /** whether a caller is turned away before pages are taken */
    readonly refuses: (caller: string | null) => boolean;
    readonly now: Instant;
  },
) => Promise<Outcome>;

const NOTHING_TOLD: FaxEvent['told'] = {
  caller: null,
  callerName: null,
  station: null,
  dialled: null,
  pages: null,
  error: null,
  barcodes: [],
};

/** What an event tells, the rest not said. */
export function told(facts: Partial<FaxEvent['told']>): FaxEvent['told'] {
  return { ...NOTHING_TOLD, ...facts };
}

/** A text as a provider may give it: null for what is missing or empty; at most 500 characters. */
export function words(value: unknown): string | null {
  const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
  const clean = text.replaceAll(/[\u0000-\u001f\u007f]+/gu, ' ').trim();
  return clean === '' ? null : clean.slice(0, 500);
}

/** A count of pages; null for what is none. */
export function count(value: unknown): number | null {
  const n = Number(value ?? Number.NaN);
  return Number.isInteger(n) && n >= 0 && n <= 10_000 ? n : null;
}
