import type { Alarm } from '../../domain/promise/alarms.ts';
import { hearerOf, isUrgent, type Hearer } from '../../domain/promise/saying.ts';
import type { Staff } from '../../domain/staff.ts';
import type { Audience, Told } from '../../domain/staff/audience.ts';
import { audienceOfReps, audienceOfRung } from '../../domain/staff/told.ts';
import type { Instant } from '../../domain/time.ts';
import type { BriefRow } from '../../store/briefs.ts';
import type { Counted } from '../../store/promises.ts';

/** One thing to be said about one ticket. */
export type Saying = {
  readonly alarm: Alarm;
  /** of an alarm that was said before and did not reach its reader; null for a new one */
  readonly alarmId: string | null;
  readonly brief: BriefRow;
  readonly counted: Counted;
  readonly hearer: Hearer;
  /** levels 1 and 2: at any hour */
  readonly urgent: boolean;
  /** ids of persons who were told of it before, in vain */
  readonly inVain: readonly string[];
};

/** A saying and the people of the office who hear it; none of them for the customer's. */
export type Heard = Saying & {
  readonly told: readonly Told[];
  /** who was passed over, and why, in words for the journal */
  readonly passedOver: readonly string[];
};

/** A saying of an alarm. */
export function sayingOf(
  counted: Counted,
  brief: BriefRow,
  alarm: Alarm,
  alarmId: string | null,
  inVain: readonly string[],
): Saying {
  return {
    alarm,
    alarmId,
    brief,
    counted,
    hearer: hearerOf(alarm.kind),
    urgent: isUrgent(counted.standing.level),
    inVain,
  };
}

/** Who hears each saying. The absent, the off-duty and those whose mail comes back fall through to the next at once. Pure. */
export function addressees(
  sayings: readonly Saying[],
  staff: Staff,
  { now, unreachable }: { readonly now: Instant; readonly unreachable: ReadonlySet<string> },
): readonly Heard[] {
  return sayings.map((saying): Heard => {
    const { hearer, brief } = saying;
    if (hearer.kind === 'customer') return { ...saying, told: [], passedOver: [] };
    const inVain = staff.people
      .filter(({ id }) => saying.inVain.includes(id))
      .map(({ address }) => address.toLowerCase());
    const occasion = { at: now, urgent: saying.urgent, unreachable: new Set([...unreachable, ...inVain]) };
    const audience: Audience =
      hearer.kind === 'rep'
        ? audienceOfReps(staff, { mailbox: brief.mailbox, assignee: brief.assignee }, occasion)
        : audienceOfRung(staff, hearer.rung, occasion);
    return { ...saying, told: audience.kind === 'people' ? audience.told : [], passedOver: audience.passedOver };
  });
}
