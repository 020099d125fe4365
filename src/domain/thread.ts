import type { Trust } from './trust.ts';
import type { Instant } from './time.ts';

/** A ticket that a mail might belong to, as the store knows it now. */
export type Candidate = {
  readonly ticketId: string;
  readonly reference: string;
  readonly state: 'open' | 'resolved';
  readonly resolvedAt: Instant | null;
  /** lower-cased addresses of the requester and everybody who wrote on it */
  readonly participants: readonly string[];
  /** how it was found; the order of this list is the order of trust */
  readonly by: 'reply_address' | 'our_id' | 'their_id' | 'subject';
  /** place of the id within In-Reply-To (0) and References (1 = newest): the smaller, the nearer */
  readonly nearness: number;
};

export type Thread =
  | {
      readonly join: true;
      readonly candidate: Candidate;
      readonly reason: string;
      readonly thirdParty: boolean;
      readonly alsoNamed: readonly string[];
    }
  | { readonly join: false; readonly possibly: Candidate | null; readonly reason: string };

const ORDER: Readonly<Record<Candidate['by'], number>> = { reply_address: 0, our_id: 1, their_id: 2, subject: 3 };

/**
 * Which ticket a mail belongs to. A signed address or Message-ID of ours proves that the sender was handed it, so it
 * joins by itself; another's Message-ID joins only for a participant; a number in the subject, which anybody can guess
 * or copy, joins only for a participant whose sender check did not fail. Everything else is a new ticket, perhaps
 * linked as "possibly belonging to", for a person to decide.
 */
export function findThread(candidates: readonly Candidate[], sender: string | null, trust: Trust): Thread {
  const ordered = candidates.toSorted((a, b) => ORDER[a.by] - ORDER[b.by] || a.nearness - b.nearness);
  const isParticipant = (candidate: Candidate): boolean =>
    sender !== null && candidate.participants.includes(sender.toLowerCase());
  // A reply address can be read off any forwarded mail's header, and so can an id: both prove possession, not identity.
  const strong = preferInReplyTo(
    ordered.filter((candidate) => candidate.by === 'our_id' || candidate.by === 'reply_address'),
  );
  const first = strong[0];
  if (first) {
    const alsoNamed = [...new Set(strong.map((candidate) => candidate.reference))].filter(
      (reference) => reference !== first.reference,
    );
    const how = first.by === 'our_id' ? 'it answers a mail of ours' : 'it was sent to the reply address of this ticket';
    return { join: true, candidate: first, reason: how, thirdParty: !isParticipant(first), alsoNamed };
  }
  for (const candidate of ordered) {
    if (!isParticipant(candidate)) continue;
    if (candidate.by === 'their_id')
      return {
        join: true,
        candidate,
        reason: 'it answers an earlier mail of this ticket, from somebody who takes part in it',
        thirdParty: false,
        alsoNamed: [],
      };
    if (trust !== 'failed')
      return {
        join: true,
        candidate,
        reason: 'its subject names this ticket, and the sender takes part in it',
        thirdParty: false,
        alsoNamed: [],
      };
  }
  const possibly = ordered[0] ?? null;
  if (possibly === null) return { join: false, possibly: null, reason: 'it answers nothing that we know' };
  const why = isParticipant(possibly) ? 'the sender check failed' : 'the sender takes no part in it';
  return { join: false, possibly, reason: `it names [#${possibly.reference}], but ${why}` };
}

/** Where two signed proofs disagree, In-Reply-To wins, then the newest References entry. */
function preferInReplyTo(strong: readonly Candidate[]): readonly Candidate[] {
  const ids = strong.filter((candidate) => candidate.by === 'our_id');
  return ids.length > 0 ? [...ids, ...strong.filter((candidate) => candidate.by === 'reply_address')] : strong;
}
