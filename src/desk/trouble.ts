import { judge, type HealthFacts } from '../domain/health.ts';
import { SECOND } from '../domain/time.ts';

/** Health is asked for once in so long, ms, however many pages are looked at. */
const KNOWN_MS = 10 * SECOND;

/** Says why mail or fax is not being read, or null: a banner on each page. What makes the answer is looked up seldom, and never rejects. */
export function createTrouble(health: () => Promise<HealthFacts>): () => Promise<string | null> {
  let known: { readonly at: number; readonly words: string | null } | null = null;
  return async () => {
    if (known !== null && Date.now() - known.at < KNOWN_MS) return known.words;
    const facts = await health().catch(() => null);
    const sick =
      facts === null
        ? []
        : judge(facts, Date.now()).filter(
            ({ check, state }) => state === 'failed' && /^(?:mailbox|listener) /u.test(check),
          );
    known = {
      at: Date.now(),
      words: sick.length === 0 ? null : sick.map(({ check, what }) => `${check}: ${what}`).join('; '),
    };
    return known.words;
  };
}
