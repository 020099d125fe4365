import type { Facts, Suggest } from '../decision.ts';
import { factsForLevel } from '../level-facts.ts';
import type { Suggestion } from '../level.ts';
import { textForRules, type Message } from '../message.ts';
import type { Policy } from '../policy.ts';
import type { TrustVerdict } from '../trust.ts';
import { coverOf } from './describe.ts';
import type { FaxCase } from './facts.ts';

/** A number can be forged, a station id is free text: a fax proves nothing of who sent it. */
export const FAX_TRUST: TrustVerdict = { trust: 'unverified', evidence: 'a fax proves nothing of its sender' };

/** The level that the text speaks for, as far as it was read with certainty. */
export function faxSuggestion(
  fax: FaxCase,
  message: Message,
  facts: Facts,
  policy: Policy,
  suggest: Suggest,
): Suggestion {
  const sure = (fax.reading?.pages ?? []).filter(({ needsHuman, blank }) => !needsHuman && !blank);
  if (sure.length === 0)
    return {
      level: policy.defaultLevel,
      confidence: 0,
      evidence: [],
      because: 'Nothing on this fax could be read with certainty, so a person must look at it.',
    };
  const certainty = sure.reduce((sum, { confidence }) => sum + confidence, 0) / sure.length / 100;
  const suggestion = suggest({
    subject: coverOf(fax).re ?? '',
    body: textForRules(message),
    scanned: true,
    facts: { ...factsForLevel(facts, FAX_TRUST.trust), faxConfidence: Math.round(certainty * 100) / 100 },
  });
  // what was found in the cover's subject stands on the page too; the subject of the ticket is ours
  const evidence = suggestion.evidence.flatMap((one) =>
    one.where === 'body' ? [{ ...one, where: 'fax' as const }] : [],
  );
  return { ...suggestion, evidence };
}
