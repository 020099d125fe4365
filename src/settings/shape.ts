import { z } from 'zod';
import { desk } from './desk-shape.ts';
import { fax } from './fax-shape.ts';
import { email, id, secret } from './kinds.ts';
import { webhook } from './webhook-shape.ts';
import { api, digest, publicUrl, sms, watch } from './promise-shape.ts';

/*
 * The shape of config/postroom.yaml: every key, its unit in its name, its default. Reasons for users stand in the yaml;
 * reasons for the bounds stand here. `strictObject` throughout: an unknown key is a typing error, never ignored.
 */

const COUNTRY = 'use the two capital letters of a country, such as US';
const port = z.int().min(0).max(65_535);
const seconds = (fallback: number) => z.number().positive().max(86_400).default(fallback);
const millis = (fallback: number) => z.int().min(1).max(86_400_000).default(fallback);
/** A secret as in kinds.ts, but a URL that holds no password gives nothing away. */
const databaseUrl = z
  .string()
  .regex(/^postgres(?:ql)?:\/\//u, 'use postgres://user@host:5432/database, or null for the embedded database')
  .meta({ secret: true, literal: 'without-password' });
/** A file that is read as part of the settings: relative to the folder of the yaml. */
const configPath = z.string().min(1).meta({ path: 'config' });
/** A place where Postroom keeps things: relative to the base folder (settings/places.ts). */
const dataPath = z.string().min(1).meta({ path: 'data' });

/** Sign-in by OAuth 2 in place of a password (docs/oauth.md); which keys a grant needs is a cross check. */
const oauth = z.strictObject({
  grant: z.enum(['client_credentials', 'refresh_token', 'service_account']),
  token_url: z.string().min(1),
  /** of a Google service account: its e-mail address */
  client_id: z.string().min(1),
  client_secret: secret.nullable().default(null),
  scope: z.string().min(1).nullable().default(null),
  refresh_token: secret.nullable().default(null),
  /** whose mailbox a service account opens */
  subject: z.string().min(1).nullable().default(null),
  private_key: secret.nullable().default(null),
});

const imap = z.strictObject({
  host: z.string().min(1),
  port: port.default(993),
  tls: z.enum(['implicit', 'starttls', 'none']).default('implicit'),
  /** path of a PEM file with the certificate authority of a private server */
  ca_file: configPath.nullable().default(null),
  user: z.string().min(1),
  password: secret.nullable().default(null),
  oauth: oauth.nullable().default(null),
  folder: z.string().min(1).default('INBOX'),
  /** how a stored mail is acknowledged to the server */
  after: z.enum(['move', 'flag', 'leave']).default('move'),
  processed_folder: z.string().min(1).default('Processed'),
  start_from: z.enum(['now', 'everything']).default('now'),
  /** whether mail that is taken from before the start may be acknowledged, within acknowledge.max_age_hours */
  answer_backlog: z.boolean().default(false),
  poll_seconds: seconds(60),
  idle: z.boolean().default(true),
  command_seconds: seconds(60),
  batch: z.int().min(1).max(500).default(100),
});

const watchedFolder = z.strictObject({
  path: dataPath,
  processed_path: dataPath.nullable().default(null),
  poll_seconds: seconds(5),
});

const mailbox = z.strictObject({
  id,
  address: email,
  name: z.string().max(100).default(''),
  aliases: z.array(email).default([]),
  imap: imap.nullable().default(null),
  folder: watchedFolder.nullable().default(null),
  /** whose Authentication-Results are believed (RFC 8601) */
  authentication: z
    .strictObject({
      mode: z.enum(['off', 'authserv-id', 'topmost']).default('off'),
      authserv_id: z.string().nullable().default(null),
    })
    .prefault({}),
});

const listener = (defaultPort: number) =>
  z.strictObject({
    enabled: z.boolean().default(false),
    host: z.string().default('127.0.0.1'),
    port: port.default(defaultPort),
    tls_cert_file: configPath.nullable().default(null),
    tls_key_file: configPath.nullable().default(null),
    max_clients: z.int().min(1).max(10_000).default(50),
  });

const smtpOutlet = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: port.default(587),
  tls: z.enum(['implicit', 'required', 'none']).default('required'),
  ca_file: configPath.nullable().default(null),
  user: z.string().nullable().default(null),
  password: secret.nullable().default(null),
  oauth: oauth.nullable().default(null),
  connections: z.int().min(1).max(20).default(2),
  messages_per_connection: z.int().min(1).default(50),
  /** the name we say in EHLO; null lets the system's host name stand */
  name: z.string().nullable().default(null),
  dkim: z
    .strictObject({ domain: z.string().min(1), selector: z.string().min(1), private_key: secret })
    .nullable()
    .default(null),
});

export const settingsShape = z.strictObject({
  data_dir: dataPath.default('./data'),
  /** null: the file of that name beside postroom.yaml, else the one that came with the program */
  rules_file: configPath.nullable().default(null),
  policy_file: configPath.nullable().default(null),
  people_file: configPath.nullable().default(null),
  templates_dir: configPath.nullable().default(null),
  log_level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** of telephone numbers that come without their country's code, in an import of customers */
  phone_country: z
    .string(COUNTRY)
    .regex(/^[A-Z]{2}$/u, COUNTRY)
    .default('US'),
  database: z
    .strictObject({
      url: databaseUrl.nullable().default(null),
      connections: z.int().min(2).max(100).default(8),
    })
    .prefault({}),
  blobs: z
    .strictObject({
      store: z.enum(['database', 'folder']).default('database'),
      folder: dataPath.nullable().default(null),
    })
    .prefault({}),
  mailboxes: z.array(mailbox).min(1, 'name at least one mailbox'),
  listen: z
    .strictObject({
      smtp: listener(2525).prefault({}),
      lmtp: listener(2424).prefault({}),
      http: z
        .strictObject({
          enabled: z.boolean().default(true),
          host: z.string().default('127.0.0.1'),
          port: port.default(8025),
        })
        .prefault({}),
    })
    .prefault({}),
  limits: z
    .strictObject({
      message_bytes: z.int().min(1024).max(200_000_000).default(35_000_000),
      oversize_kept_bytes: z.int().min(1024).default(1_000_000),
      read_seconds: seconds(20),
      read_heap_mb: z.int().min(64).max(4096).default(256),
      read_workers: z.int().min(1).max(16).default(1),
    })
    .prefault({}),
  work: z
    .strictObject({
      batch: z.int().min(1).max(200).default(25),
      attempts: z.int().min(1).max(20).default(3),
      retry_ms: z.array(z.int().min(1)).min(1).default([5_000, 60_000]),
      lease_ms: millis(120_000),
      poll_ms: millis(2_000),
    })
    .prefault({}),
  send: z
    .strictObject({
      outlet: z.enum(['smtp', 'file']).default('file'),
      smtp: smtpOutlet.prefault({}),
      file: z.strictObject({ path: dataPath.default('./data/sent') }).prefault({}),
      sms: sms.nullable().default(null),
      batch: z.int().min(1).max(200).default(20),
      /** waits after the first, second … temporary refusal; the last one repeats until give_up_hours */
      retry_ms: z.array(z.int().min(1)).min(1).default([60_000, 300_000, 900_000, 3_600_000]),
      give_up_hours: z.number().positive().default(24),
      resend_unknown_after_ms: millis(600_000),
      lease_ms: millis(120_000),
      pause_account_ms: millis(900_000),
      /** so long a person's letter to a customer waits, to be called back; 0 sends at once */
      undo_seconds: z.int().min(0).max(300).default(20),
      poll_ms: millis(2_000),
    })
    .prefault({}),
  acknowledge: z
    .strictObject({
      enabled: z.boolean().default(true),
      unauthenticated: z.boolean().default(true),
      echo_subject: z.enum(['never', 'verified']).default('verified'),
      max_age_hours: z.number().positive().default(24),
      envelope_from: z.enum(['empty', 'mailbox', 'bounce']).default('empty'),
      per_address_hour: z.int().min(0).default(3),
      per_address_day: z.int().min(0).default(10),
      per_domain_hour: z.int().min(0).default(30),
      total_hour: z.int().min(0).default(300),
      allow_domains: z.array(z.string()).default([]),
    })
    .prefault({}),
  /** where people reach our pages from outside; null leaves links out of mails */
  public_url: publicUrl.nullable().default(null),
  desk: desk.prefault({}),
  api: api.prefault({}),
  webhooks: z.array(webhook).default([]),
  watch: watch.prefault({}),
  digest: digest.prefault({}),
  screening: z
    .strictObject({
      bulk_opens_ticket: z.boolean().default(true),
      storm_mails: z.int().min(2).default(20),
      storm_minutes: z.number().positive().default(10),
    })
    .prefault({}),
  threading: z.strictObject({ reopen_days: z.number().min(0).default(14) }).prefault({}),
  fax: fax.prefault({}),
  reconcile_cron: z
    .string()
    .regex(/^\S+(?: \S+){4}$/u, 'use five cron fields such as "17 3 * * *" (minute, hour, day, month, weekday)')
    .default('17 3 * * *'),
});

/** config/postroom.yaml, defaults filled in, secrets resolved, frozen. */
export type Settings = z.output<typeof settingsShape>;
export type MailboxSettings = Settings['mailboxes'][number];
export type ImapSettings = NonNullable<MailboxSettings['imap']>;
export type OAuthSettings = NonNullable<ImapSettings['oauth']>;
export type FolderSettings = NonNullable<MailboxSettings['folder']>;
