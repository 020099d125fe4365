import { compact, expand, KEY_ID, same, sign as signed } from './sign.ts';

/**
 * Signed marks: how a mail that comes back proves that it, or what it answers, was ours. A mark shows possession of what
 * we once sent, never who somebody is.
 */
export type Marks = {
  /** `<k1.uuid.reference.signature@domain>`, the same for every attempt to send one mail. `id` is the outbox row's UUID. */
  messageId(mail: { readonly id: string; readonly reference: string; readonly domain: string }): string;
  /** The row and the ticket that a Message-ID of ours names; null for any other id, forged ones included. */
  verifyMessageId(id: string): { readonly id: string; readonly reference: string } | null;
  /** Value of the `X-Postroom-Loop` header of everything we send. */
  loop(): string;
  isOurLoop(value: string): boolean;
  /** Envelope sender to which a bounce of this mail returns (VERP). */
  bounceAddress(id: string, domain: string): string;
  verifyBounceAddress(address: string): { readonly id: string } | null;
  /**
   * Reply-To that names the ticket, `local+reference.signature@domain`; the plain mailbox address where that would make
   * the local part too long.
   */
  replyAddress(reference: string, mailboxAddress: string): string;
  verifyReplyAddress(address: string): { readonly reference: string; readonly mailboxAddress: string } | null;
  /** What the bar code on our fax pages says, `PR1.K7Q-2M4.TOKEN`: a page that comes back proves that it was ours. */
  markFax(reference: string): string;
  verifyFaxMark(code: string): { readonly reference: string } | null;
  /** The part of an address that only the fax service is told, under which it fetches a letter and says what became of it. */
  faxLetter(id: string): string;
  isFaxLetter(id: string, given: string): boolean;
};

const SIGNATURE_LENGTH = 16; // base32 characters of 5 bits: 80 bits, out of reach of guessing by mail
const FAX_LENGTH = 10; // 50 bits: on paper, where a code must stay small; a page is handed in one at a time
const MAX_LENGTH = 512; // an address has at most 254 characters (RFC 5321 §4.5.3.1.3); nothing longer is looked at
const MAX_LOCAL_PART = 64; // RFC 5321 §4.5.3.1.1

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const REFERENCE = '[2-9a-z]{6}';
const SIGNATURE = `[a-z2-7]{${SIGNATURE_LENGTH}}`;
const DOMAIN = '[a-z0-9.-]{1,253}';

const FAX_MARK = new RegExp(`^PR1\\.([2-9A-Z]{3}-[2-9A-Z]{3})\\.([A-Z2-7]{${FAX_LENGTH}})$`, 'u');
const MESSAGE_ID = new RegExp(`^<${KEY_ID}\\.(${UUID})\\.(${REFERENCE})\\.(${SIGNATURE})@(${DOMAIN})>$`, 'u');
const LOOP = new RegExp(`^([0-9A-Za-z-]{1,64})\\.(${SIGNATURE})$`, 'u');
const BOUNCE = new RegExp(`^bounce\\+(${UUID})\\.(${SIGNATURE})@(${DOMAIN})$`, 'u');
const REPLY_TAIL = new RegExp(`^(${REFERENCE})\\.(${SIGNATURE})$`, 'u');

/** Makes the marks of this installation. `key`: at least 32 secret bytes; `instance`: our id, shown in the open. */
export function createMarks({ key, instance }: { key: Buffer; instance: string }): Marks {
  const sign = (purpose: string, ...parts: readonly string[]): string => signed(key, purpose, parts, SIGNATURE_LENGTH);
  const genuine = (given: string, purpose: string, ...parts: readonly string[]): boolean =>
    same(given, sign(purpose, ...parts));
  const replyParts = (address: string): readonly [local: string, domain: string] => splitAt(address.toLowerCase(), '@');

  return Object.freeze({
    messageId({ id, reference, domain }) {
      const [row, ticket, home] = [id.toLowerCase(), compact(reference), domain.toLowerCase()];
      return `<${KEY_ID}.${row}.${ticket}.${sign('message-id', row, ticket, home)}@${home}>`;
    },

    verifyMessageId(value) {
      const [, id, ticket, given, domain] = match(MESSAGE_ID, value);
      if (!id || !ticket || !given || !domain || !genuine(given, 'message-id', id, ticket, domain)) return null;
      return { id, reference: expand(ticket) };
    },

    loop: () => `${instance}.${sign('loop', instance)}`,

    isOurLoop(value) {
      const [, named, given] = match(LOOP, value);
      return named === instance && given !== undefined && genuine(given, 'loop', instance);
    },

    bounceAddress(id, domain) {
      const [row, home] = [id.toLowerCase(), domain.toLowerCase()];
      return `bounce+${row}.${sign('bounce', row, home)}@${home}`;
    },

    verifyBounceAddress(address) {
      const [, id, given, domain] = match(BOUNCE, lower(address));
      return id && given && domain && genuine(given, 'bounce', id, domain) ? { id } : null;
    },

    replyAddress(reference, mailboxAddress) {
      const [local, domain] = replyParts(mailboxAddress);
      const ticket = compact(reference);
      const tagged = `${local}+${ticket}.${sign('reply', ticket, local, domain)}`;
      return tagged.length > MAX_LOCAL_PART ? mailboxAddress : `${tagged}@${domain}`;
    },

    markFax(reference) {
      const named = expand(compact(reference));
      return `PR1.${named}.${signed(key, 'fax', [compact(named)], FAX_LENGTH).toUpperCase()}`;
    },

    verifyFaxMark(code) {
      const [, reference, given] = match(FAX_MARK, code);
      if (!reference || !given) return null;
      return same(given.toLowerCase(), signed(key, 'fax', [compact(reference)], FAX_LENGTH)) ? { reference } : null;
    },

    faxLetter: (id) => sign('fax-letter', id.toLowerCase()),

    isFaxLetter: (id, given) => genuine(given, 'fax-letter', id.toLowerCase()),

    verifyReplyAddress(address) {
      if (address.length > MAX_LENGTH) return null;
      const [tagged, domain] = replyParts(address);
      const [local, tail] = splitAt(tagged, '+');
      const [, ticket, given] = match(REPLY_TAIL, tail);
      if (!ticket || !given || !genuine(given, 'reply', ticket, local, domain)) return null;
      return { reference: expand(ticket), mailboxAddress: `${local}@${domain}` };
    },
  } satisfies Marks);
}

function match(pattern: RegExp, value: string): readonly (string | undefined)[] {
  return value.length > MAX_LENGTH ? [] : (pattern.exec(value) ?? []);
}

/** Addresses may change their case on the way; ids may not. */
function lower(address: string): string {
  return address.length > MAX_LENGTH ? '' : address.toLowerCase();
}

/** Both sides of the last `mark`; the right one is '' when there is none. */
function splitAt(text: string, mark: string): readonly [left: string, right: string] {
  const at = text.lastIndexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
