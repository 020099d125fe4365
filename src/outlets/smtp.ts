import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';

import { createTransport } from 'nodemailer';
import type SMTPPool from 'nodemailer/lib/smtp-pool';

import type { Outgoing } from '../domain/outgoing.ts';
import { permanent, sentenceOf } from '../lib/fault.ts';
import type { Log } from '../lib/log.ts';
import type { OAuthAccount } from '../lib/oauth/account.ts';
import type { TokenProvider } from '../lib/oauth/tokens.ts';
import { withToken } from '../lib/oauth/with-token.ts';
import { compose, envelopeOf } from './compose.ts';
import { outcomeOf, type SendError, type Stage } from './outcome.ts';
import type { Attempt, Outlet } from './port.ts';
import { authOf, isRefusedLogin, tokensOf, withoutToken } from './sign-in.ts';

/** The keys of `send.smtp` in the settings. */
export type SmtpOutletSettings = {
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'required' | 'none';
  /** path of a PEM file, or null for the system's authorities */
  readonly ca_file: string | null;
  readonly user: string | null;
  readonly password: string | null;
  readonly oauth: OAuthAccount | null;
  readonly connections: number;
  readonly messages_per_connection: number;
  readonly name: string | null;
  readonly dkim: { readonly domain: string; readonly selector: string; readonly private_key: string } | null;
};

/** How long to wait, ms. A server that is there answers within seconds; the outbox tries again anyway. */
export const SMTP_TIMEOUTS = {
  connect: 30_000,
  greeting: 30_000,
  /** of silence within a session; a scanner may think for a while before it answers the final dot */
  silence: 60_000,
} as const;

/**
 * Hands mail to an SMTP server over a few kept-open sessions. Throws a permanent Fault when the certificate file or the
 * DKIM key cannot be used; later nothing is thrown, every failure is an outcome (outcome.ts).
 */
export function smtpOutlet(
  settings: SmtpOutletSettings,
  log: Log,
  timeouts: { connect: number; greeting: number; silence: number } = SMTP_TIMEOUTS,
): Outlet {
  const tokens = tokensOf(settings, log);
  const transport = createTransport(poolOptions(settings, timeouts, tokens));
  transport.on('error', (error) =>
    log.warn({ outlet: 'smtp', reason: sentenceOf(error) }, 'a session with the mail server broke'),
  );
  const streams = watchStreams(transport);

  return Object.freeze({
    name: 'smtp',

    async send(mail: Outgoing, signal: AbortSignal): Promise<Attempt> {
      let raw: Buffer;
      try {
        raw = await compose(mail);
      } catch (error) {
        return { outcome: 'failed', reason: sentenceOf(error) };
      }
      const envelope = envelopeOf(mail);
      try {
        const hand = () =>
          transport.sendMail({
            raw,
            messageId: mail.messageId,
            envelope: { from: envelope.from, to: [...envelope.to] },
            signal,
          });
        // A refused login is no refusal of the mail: not a byte of it was sent.
        const info = await (tokens === null ? hand() : withToken(tokens, signal, hand, isRefusedLogin));
        return { outcome: 'sent', response: info.response.replace(/\s+/gu, ' ').slice(0, 500) };
      } catch (error) {
        const stage = streams.stageOf(raw);
        const attempt = withoutToken(settings, error) ?? outcomeOf(error as SendError, stage);
        log.debug({ outlet: 'smtp', item: mail.messageId, stage, ...attempt }, 'a mail was not handed over');
        return attempt;
      }
    },

    async close(): Promise<void> {
      transport.close();
    },
  });
}

/** What nodemailer is told: the line and the login, and that a mail must never make it read a file or fetch a page. */
export function poolOptions(
  settings: SmtpOutletSettings,
  timeouts: { connect: number; greeting: number; silence: number },
  tokens: TokenProvider | null,
): SMTPPool.Options {
  const { dkim, tls } = settings;
  return {
    pool: true,
    host: settings.host,
    port: settings.port,
    secure: tls === 'implicit',
    // Never fall back to plain text by a stripped STARTTLS, nor try it where it was switched off.
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'none',
    tls: { minVersion: 'TLSv1.2', ...(settings.ca_file === null ? {} : { ca: readCertificate(settings.ca_file) }) },
    ...authOf(settings, tokens),
    ...(settings.name === null ? {} : { name: settings.name }),
    ...(dkim === null
      ? {}
      : { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: readKey(dkim.private_key) } }),
    maxConnections: settings.connections,
    maxMessages: settings.messages_per_connection,
    // Every kept session may have gone stale; not a byte of the mail was sent when the pool tries the next one.
    maxRequeues: settings.connections,
    connectionTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.silence,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw permanent(`send.smtp.ca_file cannot be read: ${sentenceOf(error)}`, error);
  }
}

/** A bad key would otherwise show only in the middle of the first mail. */
function readKey(pem: string): string {
  try {
    createPrivateKey(pem);
    return pem;
  } catch {
    throw permanent('send.smtp.dkim.private_key is no private key in PEM form'); // without a cause: it could show the key
  }
}

/**
 * Knows how far each mail came: the pool makes the stream of a mail when a session is ready for it, and reads it only
 * after the server has said 354. So an unread stream proves that nothing was handed over.
 */
function watchStreams(transport: ReturnType<typeof createTransport<SMTPPool.SentMessageInfo>>): {
  stageOf(raw: Buffer): Stage;
} {
  const streams = new WeakMap<object, Readable[]>();
  transport.use('stream', (mail, done) => {
    const made: Readable[] = [];
    streams.set(mail.data.raw as Buffer, made);
    const { message } = mail;
    const create = message.createReadStream.bind(message);
    message.createReadStream = (...args) => {
      const stream = create(...args);
      made.push(stream);
      return stream;
    };
    done();
  });
  return {
    stageOf(raw) {
      const made = streams.get(raw) ?? [];
      if (made.length === 0) return 'connecting';
      return made.some((stream) => stream.readableDidRead) ? 'content' : 'envelope';
    },
  };
}
