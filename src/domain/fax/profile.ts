import type { Pattern } from './pattern.ts';

/** How the mails of one fax service or fax server are known, and what they say (config/fax-profiles.yaml). */
export type FaxProfile = {
  readonly id: string;
  /** what people call it, e.g. `eFax` */
  readonly name: string;
  /** addresses, and domains with all below them, lower-cased. None: the office has not named its server, and nothing fits. */
  readonly from: readonly string[];
  /** `proven`: only when our mail server proves the sender. `address`: a server of the office's own, by its address. */
  readonly believe: 'proven' | 'address';
  /** whether its subjects are its own, so that the same from elsewhere is a forgery */
  readonly isImitated: boolean;
  /** subjects of a fax that came in */
  readonly subjects: readonly Pattern[];
  /** lines of the text; each is read by the first that fits it */
  readonly lines: readonly Pattern[];
  /** a subject or line that says that a part is missing */
  readonly partial: readonly Pattern[];
  /** a subject or line that says that nothing arrived */
  readonly failed: readonly Pattern[];
  /** subjects of mails from the same address that are about no fax that came in */
  readonly otherMail: readonly Pattern[];
  /** what it means when no document came with the mail */
  readonly withoutDocument: 'portal' | 'nothing';
};

export type FaxProfiles = {
  /** what the office's mail server puts before the subjects of mails from outside */
  readonly subjectTags: readonly string[];
  /** words for a number or name that was not told, lower-cased */
  readonly withheld: readonly string[];
  readonly profiles: readonly FaxProfile[];
};
