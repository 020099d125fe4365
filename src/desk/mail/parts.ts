import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Attachment } from '../../domain/message.ts';
import { isPermanent, permanent, sentenceOf } from '../../lib/fault.ts';
import type { Log } from '../../lib/log.ts';
import type { Blobs } from '../../store/blobs.ts';
import { mailPartsOf, mailTextOf, type MailParts } from '../../store/parts.ts';
import type { Runner } from '../../store/sql.ts';
import { mailSheet, textSheet, type CleanMail } from './sheet.ts';

type LoadRaw = () => Promise<Uint8Array>;

/** Opens kept mail in a bounded place (format/email/showing.ts): rejects with a Fault for one that cannot be opened, and with whatever `load` rejects. */
export type OpenMail = {
  body(load: LoadRaw): Promise<CleanMail>;
  file(
    load: LoadRaw,
    attachments: readonly Attachment[],
    n: number,
  ): Promise<{ readonly filename: string; readonly bytes: Uint8Array } | null>;
  preview(load: LoadRaw, attachments: readonly Attachment[], n: number): Promise<Uint8Array | null>;
};

export type PartsDeps = {
  readonly db: Runner;
  readonly blobs: Pick<Blobs, 'get'>;
  readonly open: OpenMail;
  /** notes who took the original away */
  readonly saw: (request: FastifyRequest, ticketId: string, what: 'raw' | 'file') => Promise<void>;
  readonly log: Pick<Log, 'warn'>;
};

/**
 * What every part is sent with: it may do nothing, is kept by no cache, and tells no one where it was shown. `sandbox` without
 * allow-scripts and allow-same-origin: should anything have come through, it runs nowhere and is nobody.
 */
const COMMON = {
  'cache-control': 'private, no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;
const LOCKED = { ...COMMON, 'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'" } as const;
const FRAMED = {
  ...COMMON,
  // pictures of the mail are data: in the page itself, for a page without an origin sends no cookie along to fetch them with
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
  'x-frame-options': 'SAMEORIGIN',
} as const;

const ID = /^\d{1,18}$/u;
const NUMBER = /^\d{1,4}$/u;
/** Files larger than this get no preview, bytes: it is not worth the wait. */
const MAX_PREVIEW = 25_000_000;

/** Whether an attachment may have a preview: it says that it is a picture of a kind that is drawn. */
export function hasPreview({ type, filename, size }: Pick<Attachment, 'type' | 'filename' | 'size'>): boolean {
  return (
    size <= MAX_PREVIEW &&
    (/^image\/(?:png|jpe?g|pjpeg|gif|webp|tiff?)$/u.test(type) || /\.(?:png|jpe?g|gif|webp|tiff?)$/iu.test(filename))
  );
}

/**
 * GET below /parts/:message: `body`, the mail as it was sent, for a sandboxed frame; `raw`, the mail as it came; and of an attachment
 * `:n/file` and `:n/preview`. The caller lets only people in who may see them.
 */
export function partRoutes(app: FastifyInstance, { db, blobs, open, saw, log }: PartsDeps): void {
  app.get<{ Params: { message: string } }>('/parts/:message/body', async ({ params: { message } }, reply) => {
    reply.headers(FRAMED);
    const mail = await partsOf(message);
    if (mail === null) return missing(reply, 'There is no such mail.');
    if (mail.sha256 === null) return missing(reply, 'This came as a fax: its pages are on the ticket.');
    if (mail.isCall) return missing(reply, 'This was a call: what was written down of it is on the ticket.');
    return reply.type('text/html; charset=utf-8').send(await bodyOf(message, mail));
  });

  app.get<{ Params: { message: string } }>('/parts/:message/raw', async (request, reply) => {
    const { message } = request.params;
    reply.headers(LOCKED);
    const mail = await partsOf(message);
    if (mail === null) return missing(reply, 'There is no such mail.');
    const bytes = mail.sha256 === null ? null : await blobs.get(db, mail.sha256);
    if (bytes === null) return missing(reply, 'The original of this mail is not kept.');
    await saw(request, mail.ticketId, 'raw');
    const whole = bytes.length < mail.size ? '-beginning' : '';
    const name = mail.isCall ? `call-${message}.txt` : `mail-${message}${whole}.eml`;
    return download(reply, `${mail.reference}-${name}`, bytes);
  });

  app.get<{ Params: { message: string; n: string } }>('/parts/:message/:n/file', async (request, reply) => {
    reply.headers(LOCKED);
    const found = await attachmentOf(request.params);
    if (found === null) return missing(reply, 'There is no such attachment.');
    const part = await open.file(found.load, found.attachments, found.attachment.n).catch(unlessTemporary);
    if (part === null)
      return missing(reply, 'This attachment cannot be taken out of its mail. The original mail has it.');
    await saw(request, found.ticketId, 'file');
    return download(reply, part.filename, part.bytes);
  });

  app.get<{ Params: { message: string; n: string } }>('/parts/:message/:n/preview', async ({ params }, reply) => {
    reply.headers(LOCKED);
    const found = await attachmentOf(params);
    const png =
      found === null || !hasPreview(found.attachment)
        ? null
        : await open.preview(found.load, found.attachments, found.attachment.n).catch(unlessTemporary);
    if (png === null) return missing(reply, 'There is no preview of this.');
    return reply.type('image/png').send(png);
  });

  async function partsOf(message: string): Promise<MailParts | null> {
    return ID.test(message) ? mailPartsOf(db, message) : null;
  }

  async function attachmentOf({ message, n }: { readonly message: string; readonly n: string }) {
    const mail = NUMBER.test(n) ? await partsOf(message) : null;
    const attachment = mail?.attachments.find((one) => one.n === Number(n));
    if (mail === null || mail.sha256 === null || attachment === undefined) return null;
    return { ticketId: mail.ticketId, attachments: mail.attachments, attachment, load: loader(mail.sha256) };
  }

  function loader(sha256: Buffer): LoadRaw {
    return async () => {
      const bytes = await blobs.get(db, sha256);
      if (bytes === null) throw permanent('the original of this mail is not kept any more');
      return bytes;
    };
  }

  /** Whatever happens to its HTML, a mail can be read. */
  async function bodyOf(message: string, { sha256 }: MailParts): Promise<string> {
    try {
      return mailSheet(await open.body(loader(sha256!)));
    } catch (error) {
      const why = sentenceOf(error);
      log.warn({ source: 'desk', message, why }, 'a mail was shown as text');
      return textSheet(why, await mailTextOf(db, message));
    }
  }
}

/** What can never be opened is as good as not there; what may go away is told as a failure. */
function unlessTemporary(error: unknown): null {
  if (isPermanent(error)) return null;
  throw error;
}

function missing(reply: FastifyReply, sentence: string): FastifyReply {
  return reply.code(404).type('text/plain; charset=utf-8').send(`${sentence}\n`);
}

/** To be saved, never to be shown: what it is, the browser is not told. */
function download(reply: FastifyReply, name: string, bytes: Uint8Array): FastifyReply {
  return reply.header('content-disposition', disposition(name)).type('application/octet-stream').send(bytes);
}

/** Content-Disposition with a name of any letters (RFC 6266, RFC 8187), and one of ASCII for programs that know only that. */
function disposition(name: string): string {
  const plain = name.replace(/[^\w .()-]/gu, '_');
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/gu,
    (sign) => `%${sign.codePointAt(0)!.toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
