import { newText } from '../../domain/message.ts';
import type { Link, LinkVerb } from '../../domain/link.ts';
import { LEVELS } from '../../domain/level.ts';
import type { Policy } from '../../domain/policy.ts';
import { targetOf, type Clock } from '../../domain/promise/clock.ts';
import { viewClock } from '../../domain/promise/view.ts';
import type { Person } from '../../domain/staff.ts';
import type { Instant } from '../../domain/time.ts';
import type { PromiseBrief, TicketBrief, TicketLinks } from '../../format/letter/about.ts';
import type { BriefRow } from '../../store/briefs.ts';
import type { Counted } from '../../store/promises.ts';
import { triedWords } from './tried.ts';

/** Makes the URL of an action link; null where the settings name no `public_url`. */
export type MakeLink = (
  link: Omit<Link, 'id' | 'madeAt' | 'input'> & { readonly input?: Link['input']; readonly now: Instant },
) => string | null;

/** What letters about tickets are written with. `page`: the URL of a page of the desk by its path; null where the settings name no `public_url`. */
export type BriefDeps = {
  readonly policy: Policy;
  readonly link: MakeLink;
  readonly page: (path: string) => string | null;
};

/** A ticket as a letter to one reader tells it: what is known, what was tried, and where that reader's acts begin. */
export function ticketBrief(
  deps: BriefDeps,
  { brief, counted, clock }: { readonly brief: BriefRow; readonly counted: Counted; readonly clock: Clock },
  reader: Person,
  now: Instant,
): TicketBrief {
  const { policy } = deps;
  const { standing } = counted;
  const phone = brief.contactPhone ?? brief.housePhone;
  const owner = policy.staff.people.find(({ id }) => id === brief.assignee);
  const text = newText({ text: brief.body, segments: brief.segments });
  return {
    reference: brief.reference,
    subject: brief.subject,
    level: standing.level,
    levelName: policy.levels[standing.level].name,
    suggested: !standing.confirmed,
    because: standing.confirmed ? '' : brief.suggestion.because,
    evidence: standing.confirmed ? [] : [...new Set(brief.suggestion.evidence.map((one) => one.text))],
    channel: brief.channel === 'email' ? 'mail' : brief.channel,
    acceptedAt: brief.acceptedAt,
    senderChecked: brief.requesterTrust === 'verified' ? true : brief.requesterTrust === 'failed' ? false : null,
    requester: brief.requesterName || brief.requesterAddress,
    customer: brief.customer === null ? null : { ...brief.customer, sure: brief.requesterTrust === 'verified' },
    cover: brief.cover,
    callWhom: {
      name: brief.requesterName || brief.requesterAddress,
      phone,
      phoneFrom:
        phone === null
          ? ''
          : brief.contactPhone === null
            ? 'of the house, from the customer list'
            : brief.isPhoneSaid
              ? 'as it was said on the telephone'
              : 'from the customer list',
    },
    owner: owner === undefined ? null : { name: owner.name },
    excerpt: text === '' ? brief.body.trim() : text,
    excerptOf: (text === '' ? brief.body.trim() : text).length,
    tried: triedWords(brief.tried, policy.staff),
    waitingSince: standing.waitingSince,
    promise: promiseBrief(counted, clock, now),
    links: linksOf(deps, { brief, counted, clock }, reader, now),
  };
}

function promiseBrief({ standing, promises }: Counted, clock: Clock, now: Instant): PromiseBrief {
  const { metric, startedAt, targetMinutes, dueAt, breachedAt } = clock;
  return {
    metric,
    clock: targetOf(promises, metric, clock.level).clock,
    startedAt,
    targetMinutes,
    dueAt,
    breachedAt,
    elapsedSeconds: viewClock(clock, standing, promises, now).elapsedSeconds,
  };
}

/** The acts that make sense for this reader now. */
function linksOf(
  { link, page }: BriefDeps,
  {
    brief,
    counted: { standing },
    clock,
  }: { readonly brief: BriefRow; readonly counted: Counted; readonly clock: Clock },
  reader: Person,
  now: Instant,
): TicketLinks {
  const to = (verb: LinkVerb, input?: Link['input']): string | null =>
    link({ person: reader.id, reference: brief.reference, verb, now, ...(input === undefined ? {} : { input }) });
  const isRep = reader.roles.includes('rep');
  return {
    open: page(`/tickets/${brief.reference}`),
    give: page(`/tickets/${brief.reference}#to`),
    board: reader.roles.includes('manager') ? page('/board') : null,
    count: page(`/tickets/${brief.reference}/why/${clock.metric}`),
    take: brief.assignee === reader.id ? null : to('take'),
    called: clock.metric === 'resolution' ? null : to('called'),
    ask: isRep ? to('ask') : null,
    seen: reader.roles.includes('manager') ? to('seen') : null,
    levels: standing.confirmed
      ? []
      : LEVELS.flatMap((level) => {
          const url = to('level', { level });
          return url === null ? [] : [{ level, url }];
        }),
  };
}
