import type { Message } from '../message.ts';
import type { MailboxPolicy } from '../policy.ts';
import { MINUTE } from '../time.ts';
import type { FaxTold } from './fax.ts';
import { documentsOf } from './notice-documents.ts';
import { factsOf, firstFit } from './notice-facts.ts';
import { doubtOf, listedAs } from './notice-sender.ts';
import type { Found } from './pattern.ts';
import type { FaxProfile, FaxProfiles } from './profile.ts';

/** A mail of a fax service about one fax that came in. Its From is the service's: never the customer, never answered. */
export type FaxNotice = {
  /** id of the profile, which is the fax's source too */
  readonly profile: string;
  /** what people call the service */
  readonly service: string;
  readonly told: FaxTold;
  /** when the fax arrived, as the notice writes it */
  readonly received: string | null;
  /** numbers of the attachments to read as the fax (TIFF or PDF as declared), one after the other */
  readonly attachments: readonly number[];
  /** numbers of the attachments that are the fax in a form which only a person can open */
  readonly unread: readonly number[];
  /** where the document is: with the mail, in the service's portal, or nowhere */
  readonly document: 'attached' | 'portal' | 'none';
  /** the same for a second notice of the same fax: service, number or station, pages and minute; null when too little is known */
  readonly sameAs: string | null;
};

/**
 * What a mail is in the eyes of the profiles. `other`: its From is a fax service's, but it is about no fax that came in, or in
 * words that the profile does not know; a person reads it, and nobody answers it. `suspicious`: it looks like a service's notice and
 * cannot be believed; its documents are not opened for anybody. `nothing`: the profiles have nothing to say.
 */
export type NoticeVerdict =
  | { readonly is: 'fax'; readonly notice: FaxNotice }
  | { readonly is: 'other' | 'suspicious'; readonly profile: string; readonly reason: string }
  | { readonly is: 'nothing' };

const NOTHING: NoticeVerdict = { is: 'nothing' };

/** Whether a mail that came to this mailbox is the notice of a fax, and what it says; the first profile that knows sender and subject decides. */
export function noticeOf(message: Message, office: FaxProfiles, mailbox: MailboxPolicy): NoticeVerdict {
  if (message.inReplyTo.length > 0) return NOTHING; // a person answers; services begin anew each time
  const subject = withoutTags(message.subject, office.subjectTags);
  let bait: NoticeVerdict = NOTHING;
  let unknown: NoticeVerdict = NOTHING;
  for (const profile of office.profiles) {
    const entry = listedAs(message, profile);
    const isOther = firstFit(profile.otherMail, subject) !== null;
    const found = isOther ? null : firstFit(profile.subjects, subject);
    if (entry === null) {
      if (found !== null && bait.is === 'nothing') bait = baitOf(message, profile);
      continue;
    }
    if (found === null && !isOther) {
      if (unknown.is === 'nothing') unknown = unknownOf(profile);
      continue;
    }
    const doubt = doubtOf(message, mailbox, profile, entry);
    if (doubt !== null) return { is: 'suspicious', profile: profile.id, reason: doubt };
    if (found === null)
      return { is: 'other', profile: profile.id, reason: `${profile.name} writes about no fax that came in` };
    return { is: 'fax', notice: readNotice(message, profile, { text: subject, found }, office.withheld) };
  }
  return unknown.is === 'nothing' ? bait : unknown;
}

/** Subjects that only one service writes are bait when somebody else does; others are words that customers use too. */
function baitOf({ from }: Message, { id, name, isImitated }: FaxProfile): NoticeVerdict {
  if (!isImitated) return NOTHING;
  const who = from.length === 1 ? from[0]!.address : 'an unclear sender';
  return { is: 'suspicious', profile: id, reason: `its subject is one of ${name}, but it comes from ${who}` };
}

function unknownOf({ id, name }: FaxProfile): NoticeVerdict {
  const reason = `its From is that of ${name}, but no subject of that profile fits; if it is about a fax, add its subject to fax-profiles.yaml`;
  return { is: 'other', profile: id, reason };
}

function readNotice(
  message: Message,
  profile: FaxProfile,
  subject: { readonly text: string; readonly found: Found },
  withheld: readonly string[],
): FaxNotice {
  const { received, ...facts } = factsOf(profile, subject, message.text, withheld);
  const { readable, other } = documentsOf(message);
  const isAttached = readable.length + other.length > 0;
  // what came with pages is never wholly lost
  const status = isAttached && facts.status === 'failed' ? 'partial' : facts.status;
  const isWaiting = profile.withoutDocument === 'portal' && status !== 'failed';
  return {
    profile: profile.id,
    service: profile.name,
    told: { source: profile.id, sourceId: message.messageId, ...facts, status, barcodes: [] },
    received,
    attachments: readable,
    unread: other,
    document: isAttached ? 'attached' : isWaiting ? 'portal' : 'none',
    sameAs: sameAs(profile.id, { ...facts, received }, message.date),
  };
}

/** Services repeat a notice under a new Message-ID; its facts stay. Without a number and a minute they would fit other faxes too. */
function sameAs(
  profile: string,
  {
    caller,
    station,
    pages,
    received,
  }: Pick<FaxTold, 'caller' | 'station' | 'pages'> & { readonly received: string | null },
  date: Message['date'],
): string | null {
  const who = caller?.replaceAll(/\D/gu, '') ?? station?.toLowerCase() ?? '';
  const minute = received !== null && /\d:\d\d/u.test(received) ? received.toLowerCase() : minuteOf(date);
  return who === '' || minute === null ? null : [profile, who, pages ?? '?', minute].join('|');
}

function minuteOf(date: Message['date']): string | null {
  return date === null ? null : String(Math.floor(date / MINUTE));
}

/** Mail servers write `[EXTERNAL]` and the like before the subject, some more than once. */
function withoutTags(subject: string, tags: readonly string[]): string {
  let rest = subject.trim();
  for (let times = 0; times < MOST_TAGS; times += 1) {
    const lower = rest.toLowerCase();
    const tag = tags.find((one) => lower.startsWith(one.toLowerCase()));
    if (tag === undefined) return rest;
    rest = rest.slice(tag.length).trim();
  }
  return rest;
}

const MOST_TAGS = 5;
