import { z } from 'zod';
import { id, phone, secret, words } from './kinds.ts';

/*
 * The group `fax` of postroom.yaml.
 */

const dataPath = z.string().min(1).meta({ path: 'data' });
const httpsUrl = z
  .string()
  .regex(/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/u, 'use an address such as https://example.signalwire.com');
/** a station id or number with * for any letters; '' is one that is missing */
const glob = z.string().max(100);

/** One provider. Which keys a contract needs is a cross check (fax-cross.ts). */
const webhook = z.strictObject({
  id,
  contract: z.enum(['twilio', 'signalwire', 'telnyx', 'sinch', 'phaxio']),
  /** where its faxes go unless their dialled number says otherwise */
  mailbox: id,
  /** twilio: the auth token; signalwire: the signing key; telnyx: the public key (base64); phaxio: the callback token */
  key: secret.nullable().default(null),
  /** user and password with which media is fetched (twilio, signalwire), or the API key (telnyx) */
  account: z.string().min(1).nullable().default(null),
  token: secret.nullable().default(null),
  /** the provider's API, where media is asked for anew, and the one host that credentials are sent to */
  api_url: httpsUrl.nullable().default(null),
  /** hosts from which media is taken; `*.example.com` takes every host below it */
  media_hosts: z.array(z.string().min(1)).default([]),
  /** sinch signs nothing: what it must present instead (Basic), and from where it may come */
  user: z.string().min(1).nullable().default(null),
  password: secret.nullable().default(null),
  addresses: z.array(z.string()).default([]),
  /** a part of the path that only the provider knows */
  path_secret: secret.nullable().default(null),
});

const folder = z.strictObject({
  id,
  path: dataPath,
  processed_path: dataPath.nullable().default(null),
  mailbox: id,
  poll_seconds: z.number().positive().max(86_400).default(5),
});

const junkRule = z.strictObject({
  name: words(80),
  caller: glob.nullable().default(null),
  station: glob.nullable().default(null),
  /** answered <Reject/> before pages are paid for, where the contract can */
  refuse: z.boolean().default(false),
});

export const fax = z.strictObject({
  /** which mailbox a dialled number belongs to */
  numbers: z.array(z.strictObject({ number: phone, mailbox: id })).default([]),
  webhooks: z.array(webhook).default([]),
  folders: z.array(folder).default([]),
  profiles_file: z.string().min(1).meta({ path: 'config' }).nullable().default(null),
  reading: z
    .strictObject({
      engine: z.enum(['auto', 'tesseract.js', 'tesseract']).default('auto'),
      languages: z
        .array(z.string().regex(/^[a-z]{3}$/u))
        .min(1)
        .default(['eng']),
      pages_at_once: z.int().min(1).max(16).default(1),
      page_seconds: z.number().positive().max(600).default(30),
      max_pages: z.int().min(1).max(1000).default(200),
      max_bytes: z.int().min(1024).max(200_000_000).default(25_000_000),
      max_page_pixels: z.int().min(1_000_000).max(200_000_000).default(40_000_000),
      heap_mb: z.int().min(64).max(4096).default(256),
      person_below: z.number().min(0).max(100).default(60),
    })
    .prefault({}),
  fetch: z
    .strictObject({
      seconds: z.number().positive().max(600).default(60),
      retry_ms: z.array(z.int().min(1)).min(1).default([5_000, 30_000, 120_000, 600_000]),
      give_up_minutes: z.number().positive().max(10_000).default(110),
    })
    .prefault({}),
  junk: z
    .strictObject({
      rules: z.array(junkRule).default([]),
      never: z.array(glob).default([]),
    })
    .prefault({}),
  duplicate_hours: z.number().min(0).max(720).default(24),
  rejoin_minutes: z.number().min(0).max(1440).default(30),
  /** answering by fax; null: an answer without a mail address is a call-back */
  send: z
    .strictObject({
      api_url: httpsUrl,
      project: z.string().min(1),
      token: secret,
      from: phone,
      answers_per_number_day: z.int().min(0).default(3),
    })
    .nullable()
    .default(null),
});

export type FaxSettings = z.output<typeof fax>;
export type FaxWebhookSettings = FaxSettings['webhooks'][number];
export type FaxFolderSettings = FaxSettings['folders'][number];
