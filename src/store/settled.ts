import type { Entry } from '../domain/decision.ts';
import type { Settlement } from './settle.ts';

function answerEntry({ decision: { answer }, outgoing }: Settlement): Entry {
  switch (answer.send) {
    case true: {
      const messageId = outgoing?.outlet === 'mail' ? outgoing.mail.messageId : null;
      return { act: 'acknowledgement_queued', detail: { to: answer.to.address, messageId } };
    }
    case 'fax':
      return { act: 'acknowledgement_queued', detail: { to: answer.number, by: 'fax' } };
    case false:
      return { act: 'not_acknowledged', detail: { rule: answer.rule, reason: answer.reason } };
    default:
      return answer satisfies never;
  }
}

/** The journal of one settlement: how it came in, what was decided, and whether and why (not) it was answered. */
export function entriesOf(s: Settlement): readonly Entry[] {
  const { decision } = s;
  const answer = answerEntry(s);
  const first: Entry = {
    act: decision.ticket === null ? decision.outcome : 'opened',
    detail: { reason: decision.reason, inbound: s.item.id },
  };
  return [first, ...decision.journal, answer];
}
