import { createHash } from 'node:crypto';
import { subjectOfNotice } from '../domain/fax/say-notice.ts';
import { faxMessage } from '../domain/fax/describe.ts';
import type { FaxCase } from '../domain/fax/facts.ts';
import { noticeOf, type FaxNotice } from '../domain/fax/notice.ts';
import type { Message } from '../domain/message.ts';
import type { Policy } from '../domain/policy.ts';
import type { Instant } from '../domain/time.ts';
import { contentOf } from '../format/email/content.ts';
import { callerOf } from '../format/fax/identity.ts';
import type { Blobs } from '../store/blobs.ts';
import { awaitPages, knownFaxes, noteFax, type KnownFax, type NewFax } from '../store/fax.ts';
import type { Claimed } from '../store/inbound.ts';
import type { Db } from '../store/sql.ts';

export type FaxCaseDeps = {
  readonly db: Db;
  readonly blobs: Blobs;
  readonly policy: Policy;
  /** of numbers that come without their country's code */
  readonly phoneCountry: string;
  readonly now: () => Instant;
};

/** A fax as a message, ready to be decided. */
export type FaxMessage = { readonly fax: FaxCase; readonly message: Message };

/** An item that is a fax itself, its pages read before it was due. */
export async function faxOfItem(deps: FaxCaseDeps, item: Claimed): Promise<FaxMessage> {
  const known = (await knownFaxes(deps.db, [item.id])).get(item.id)!;
  const fax = caseOf(known, null);
  return { fax, message: faxMessage(fax, null) };
}

/**
 * A mail as the fax that it brings: null when it brings none; `waits` when its document is to be read first, and the item was put
 * off until then.
 */
export async function faxOfMail(
  deps: FaxCaseDeps,
  item: Claimed,
  { mail, raw }: { readonly mail: Message; readonly raw: Uint8Array },
): Promise<FaxMessage | 'waits' | null> {
  const { policy } = deps;
  const mailbox = policy.mailboxes.find(({ id }) => id === item.mailbox) ?? policy.mailboxes[0]!;
  const verdict = noticeOf(mail, policy.faxProfiles, mailbox);
  if (verdict.is !== 'fax') return null;
  const { notice } = verdict;
  const [document] = notice.attachments;
  const known = (await knownFaxes(deps.db, [item.id])).get(item.id);
  if (known === undefined) {
    const words: Omit<NewFax, 'document' | 'unreadable'> = {
      inboundId: item.id,
      mailbox: item.mailbox,
      // services repeat a notice under another Message-ID: what it tells of is the same fax
      told: { ...notice.told, sourceId: notice.sameAs ?? notice.told.sourceId },
      caller: callerOf(notice.told, deps.phoneCountry),
      acceptedAt: item.acceptedAt,
    };
    if (document !== undefined) {
      const bytes = contentOf(raw, mail.attachments, document);
      const sha256 = createHash('sha256').update(bytes).digest();
      await awaitPages(deps.db, deps.blobs, item, {
        fax: { ...words, document: sha256, unreadable: null },
        bytes,
        now: deps.now(),
      });
      return 'waits';
    }
    await noteFax(deps.db, { ...words, document: null, unreadable: 'no document came along' }, deps.now());
  }
  const fax =
    known === undefined || document === undefined ? withoutPages(notice, deps.phoneCountry) : caseOf(known, notice);
  const message = faxMessage(fax, mail);
  const rest = notice.attachments.length - 1;
  const notes =
    rest > 0 ? [`${rest} more ${rest === 1 ? 'document' : 'documents'} came with it; open the attachments`] : [];
  return { fax, message: { ...message, notes: [...message.notes, ...notes] } };
}

function caseOf({ told, caller, reading, reason, document, state }: KnownFax, notice: FaxNotice | null): FaxCase {
  return {
    told: { ...told, ...fromTags(told, reading?.tags ?? null) },
    caller,
    reading,
    unreadable: state === 'unreadable' ? reason : null,
    document: document === null ? 'none' : 'here',
    notice: notice === null ? null : { service: notice.service, subject: subjectOfNotice(notice) },
  };
}

/** What the way in did not say, the document may: HylaFAX writes it into its TIFF. */
function fromTags(
  told: FaxCase['told'],
  tags: NonNullable<FaxCase['reading']>['tags'] | null,
): Partial<FaxCase['told']> {
  if (tags === null) return {};
  const { station, caller, callerName, dialled } = tags;
  return {
    station: told.station ?? station,
    caller: told.caller ?? caller,
    callerName: told.callerName ?? callerName,
    dialled: told.dialled ?? dialled,
  };
}

/** A notice whose document did not come along, or comes in a form that only a person can open. */
function withoutPages(notice: FaxNotice, country: string): FaxCase {
  const isUnread = notice.unread.length > 0;
  return {
    told: notice.told,
    caller: callerOf(notice.told, country),
    reading: null,
    unreadable: isUnread ? 'it came in a form that only a person can open; open the attachment' : null,
    document: isUnread ? 'here' : notice.document === 'portal' ? 'portal' : 'none',
    notice: { service: notice.service, subject: subjectOfNotice(notice) },
  };
}
