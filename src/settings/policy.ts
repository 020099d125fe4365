import type { FaxProfiles } from '../domain/fax/profile.ts';
import { LEVELS, type Level } from '../domain/level.ts';
import type { LevelPolicy, MailboxPolicy, Policy } from '../domain/policy.ts';
import type { Terms } from '../domain/promise/terms.ts';
import type { Staff } from '../domain/staff.ts';
import { DAY, HOUR, MINUTE } from '../domain/time.ts';
import type { DecisionTable, Rules } from '../domain/priority/rules.ts';
import type { SupportPolicy } from './policy-shape.ts';
import type { MailboxSettings, Settings } from './shape.ts';

/** Everything the domain may know about the office, from its files. */
export function buildPolicy(
  settings: Settings,
  support: SupportPolicy,
  rules: Rules,
  { terms, staff, faxProfiles }: { readonly terms: Terms; readonly staff: Staff; readonly faxProfiles: FaxProfiles },
): Policy {
  const { acknowledge, screening, threading } = settings;
  return {
    mailboxes: settings.mailboxes.map(mailboxPolicy),
    levels: Object.fromEntries(LEVELS.map((level) => [level, levelPolicy(level, support)])) as Record<
      Level,
      LevelPolicy
    >,
    defaultLevel: support.default_level,
    rules,
    faxProfiles,
    fax: {
      junk: settings.fax.junk,
      duplicateWithin: settings.fax.duplicate_hours * HOUR,
      rejoinWithin: settings.fax.rejoin_minutes * MINUTE,
      answersPerNumberDay: settings.fax.send?.answers_per_number_day ?? null,
    },
    decisionTable: buildTable(support),
    serviceHours: support.service_hours.words,
    phone: support.phone,
    terms,
    staff,
    acknowledge: {
      enabled: acknowledge.enabled,
      unauthenticated: acknowledge.unauthenticated,
      echoSubject: acknowledge.echo_subject,
      maxAge: acknowledge.max_age_hours * HOUR,
      envelopeFrom: acknowledge.envelope_from,
      perAddressHour: acknowledge.per_address_hour,
      perAddressDay: acknowledge.per_address_day,
      perDomainHour: acknowledge.per_domain_hour,
      totalHour: acknowledge.total_hour,
      allowDomains: acknowledge.allow_domains.map((domain) => domain.toLowerCase()),
    },
    bulkOpensTicket: screening.bulk_opens_ticket,
    storm: { mails: screening.storm_mails, within: screening.storm_minutes * MINUTE },
    reopenWithin: threading.reopen_days * DAY,
  };
}

/** The decision table as the domain reads it. */
export function buildTable({ decision_table, in_doubt }: SupportPolicy): DecisionTable {
  return {
    rows: decision_table.map(({ level, when }) => ({
      level,
      when: Object.fromEntries(Object.entries(when).map(([question, answer]) => [question, answer === 'yes'])),
    })),
    personBelow: in_doubt.person_below,
    graverWhen: { levels: [1, 2], from: in_doubt.graver_from },
  };
}

function mailboxPolicy(box: MailboxSettings): MailboxPolicy {
  return {
    id: box.id,
    address: box.address,
    name: box.name,
    addresses: [box.address, ...box.aliases].map((address) => address.toLowerCase()),
    authentication: { mode: box.authentication.mode, authservId: box.authentication.authserv_id },
  };
}

function levelPolicy(level: Level, support: SupportPolicy): LevelPolicy {
  const { name, meaning, call_back_words, call_back_minutes, resolution_minutes } = support.levels[level];
  return {
    level,
    name,
    meaning,
    callBack: call_back_words,
    callBackMinutes: call_back_minutes,
    resolutionMinutes: resolution_minutes,
  };
}
