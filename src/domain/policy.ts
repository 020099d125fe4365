import type { JunkRules } from './fax/junk.ts';
import type { FaxProfiles } from './fax/profile.ts';
import type { Level } from './level.ts';
import type { DecisionTable, Rules } from './priority/rules.ts';
import type { Terms } from './promise/terms.ts';
import type { Staff } from './staff.ts';
import type { Instant } from './time.ts';

/** What the office promises and how a level is named to customers and reps (config/support-policy.yaml). */
export type LevelPolicy = {
  readonly level: Level;
  /** e.g. `Production system down` */
  readonly name: string;
  readonly meaning: string;
  /** the call-back promise in words, e.g. `within 1 working hour` */
  readonly callBack: string;
  readonly callBackMinutes: number;
  /** null: the policy names no number */
  readonly resolutionMinutes: number | null;
};

export type MailboxPolicy = {
  readonly id: string;
  readonly address: string;
  readonly name: string;
  /** every address that is ours through this mailbox, its own included, lower-cased */
  readonly addresses: readonly string[];
  readonly authentication: { readonly mode: 'off' | 'authserv-id' | 'topmost'; readonly authservId: string | null };
};

/** Everything decide() may know about the office. Built once from the settings, frozen. */
export type Policy = {
  readonly mailboxes: readonly MailboxPolicy[];
  readonly levels: Readonly<Record<Level, LevelPolicy>>;
  /** level of what could not be read at all */
  readonly defaultLevel: Level;
  /** which words are which signal, and how far each speaks for an answer (config/rules.yaml) */
  readonly rules: Rules;
  /** how the mails of fax services are known (config/fax-profiles.yaml) */
  readonly faxProfiles: FaxProfiles;
  readonly fax: {
    readonly junk: JunkRules;
    /** the same pages from the same number within so long are one fax sent again, ms */
    readonly duplicateWithin: number;
    /** a fax that broke off and comes again within so long is one fax, ms */
    readonly rejoinWithin: number;
    /** acknowledgements by fax to one number in a day; null: faxes are not answered by fax */
    readonly answersPerNumberDay: number | null;
  };
  /** which answers make which level */
  readonly decisionTable: DecisionTable;
  /** e.g. `Monday to Friday, 8:00 AM to 6:00 PM Eastern` */
  readonly serviceHours: string;
  /** number for "it got worse" calls, or null */
  readonly phone: string | null;
  /** what the clocks of tickets are counted by */
  readonly terms: Terms;
  /** who keeps the promises */
  readonly staff: Staff;
  readonly acknowledge: {
    readonly enabled: boolean;
    readonly unauthenticated: boolean;
    readonly echoSubject: 'never' | 'verified';
    readonly maxAge: Instant;
    /** MAIL FROM of an answer: the null path, the mailbox, or a signed bounce address that tells which mail came back */
    readonly envelopeFrom: 'empty' | 'mailbox' | 'bounce';
    readonly perAddressHour: number;
    readonly perAddressDay: number;
    readonly perDomainHour: number;
    readonly totalHour: number;
    readonly allowDomains: readonly string[];
  };
  readonly bulkOpensTicket: boolean;
  readonly storm: { readonly mails: number; readonly within: number };
  /** how long after resolving a reply still reopens, ms */
  readonly reopenWithin: number;
};
