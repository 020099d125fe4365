import type { Instant } from './time.ts';

/** One mailbox of an address header. `address` is lower-cased in its domain and passed domain/address.ts; `name` is shown, never trusted. */
export type Address = { readonly name: string; readonly address: string };

/**
 * What a stretch of the visible text is. Only `new` was written by the sender for us; `forwarded` is a request that
 * somebody passed on; `quoted` and `signature` are folded away when shown. Nothing is ever deleted.
 */
export type SegmentKind = 'new' | 'quoted' | 'forwarded' | 'signature';

/** `text.slice(from, to)` is of this kind. Segments are in order, do not overlap, and together cover the whole text. */
export type Segment = { readonly kind: SegmentKind; readonly from: number; readonly to: number };

/** Where an attachment lies inside the raw message, so that its bytes need not be stored twice. */
export type RawRange = {
  /** offset of the first encoded byte in the raw message */
  readonly offset: number;
  /** number of encoded bytes */
  readonly length: number;
  readonly encoding: 'base64' | 'quoted-printable' | 'identity';
};

export type Attachment = {
  /** 1, 2, 3 … in the order of the message */
  readonly n: number;
  /** display name: controls, bidi marks and path parts taken out, at most 200 characters, never empty. Never a path. */
  readonly filename: string;
  /** media type as declared, lower-cased, e.g. `application/pdf`; a claim, not a fact */
  readonly type: string;
  /** decoded size in bytes */
  readonly size: number;
  /** shown inside the HTML body (Content-ID referenced or disposition inline) */
  readonly inline: boolean;
  readonly contentId: string | null;
  /** where it lies in the raw message; null when it came out of another attachment (a winmail.dat), then `within` names that one */
  readonly where: RawRange | null;
  readonly within: number | null;
};

/** What a delivery report said of one recipient (RFC 3464). */
export type ReportedRecipient = {
  readonly address: string;
  /** failed | delayed | delivered | relayed | expanded, lower-cased */
  readonly action: string;
  /** enhanced status code such as 5.1.1, or '' */
  readonly status: string;
  readonly diagnostic: string;
};

/** The machine-readable part of a multipart/report (RFC 6522), or of a bounce that only looks like one. */
export type Report = {
  readonly kind: 'delivery-status' | 'disposition-notification' | 'feedback-report';
  readonly recipients: readonly ReportedRecipient[];
  /** Message-ID of the mail that is reported on, with angle brackets, when the report carries its headers */
  readonly originalMessageId: string | null;
};

/**
 * One received e-mail, read. Every string is NFC, without NUL, C0 (but \n and \t), and bidi controls, and bounded in
 * length; so whatever a hostile sender wrote, this can be stored, logged and shown as text.
 */
export type Message = {
  /** with angle brackets, or null when missing or malformed. Not an identity: senders reuse them. */
  readonly messageId: string | null;
  /** well-formed ids only, at most 20, in header order */
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  /** what the Date header claims; shown, never used for a clock */
  readonly date: Instant | null;
  /** every mailbox of From. Exactly one is the normal case; none or several are kept and distrusted. */
  readonly from: readonly Address[];
  readonly sender: Address | null;
  readonly replyTo: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  /** Return-Path or the SMTP envelope's sender: '' is the null path `<>`, null is unknown */
  readonly returnPath: string | null;
  /** Delivered-To, X-Original-To, Envelope-To and the SMTP envelope's recipients */
  readonly deliveredTo: readonly string[];
  readonly subject: string;
  /** every header field, name lower-cased, values in order from the top, unfolded and decoded */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** names and values of the fields above the first Received that is not ours, from the top: only these can be our own MX's word */
  readonly trace: readonly (readonly [name: string, value: string])[];
  /** media type of the whole message, e.g. `multipart/report`, with its parameters */
  readonly contentType: { readonly value: string; readonly params: ReadonlyMap<string, string> };
  readonly report: Report | null;
  /** the visible body as text, history included; line ends are \n */
  readonly text: string;
  readonly segments: readonly Segment[];
  readonly attachments: readonly Attachment[];
  readonly signed: 'none' | 'smime' | 'pgp';
  readonly encrypted: 'none' | 'smime' | 'pgp';
  /** a calendar part was found: METHOD and SUMMARY, as text */
  readonly calendar: { readonly method: string; readonly summary: string } | null;
  /** what was cut, repaired or not understood, one sentence each, for the journal */
  readonly notes: readonly string[];
};

/** The stretches of the text that the sender wrote now, joined by a blank line; what rules and people read first. */
export function newText(message: Pick<Message, 'text' | 'segments'>): string {
  return textOf(message, 'new');
}

/** The text of all segments of a kind, trimmed and joined by a blank line. */
export function textOf(message: Pick<Message, 'text' | 'segments'>, kind: SegmentKind): string {
  return message.segments
    .filter((segment) => segment.kind === kind)
    .map((segment) => message.text.slice(segment.from, segment.to).trim())
    .filter((text) => text !== '')
    .join('\n\n');
}

/**
 * What the rules read: what the sender newly wrote, and a request that was forwarded with it; history and signatures are
 * blanked out line by line, so that offsets still point into the whole text.
 */
export function textForRules(message: Pick<Message, 'text' | 'segments'>): string {
  return message.segments
    .map((segment) =>
      segment.kind === 'new' || segment.kind === 'forwarded'
        ? message.text.slice(segment.from, segment.to)
        : '\n'.repeat(segment.to - segment.from),
    )
    .join('');
}
