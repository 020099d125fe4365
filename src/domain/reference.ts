/**
 * Letters and digits of a ticket reference: none that eye, ear or a fax reader confuses (no 0 O, 1 I L, 2 Z, 5 S, 8 B,
 * U V). 24 of them; six make 191 million references, enough that guessing one that exists is a long way to go, and
 * knowing one opens nothing (domain/thread.ts).
 */
export const REFERENCE_LETTERS = '34679ACDEFGHJKMNPQRTWXY2';

/** Makes a reference such as `K7Q-2M4` of six numbers, each 0 to 23, drawn by the shell. */
export function referenceOf(draws: readonly number[]): string {
  const letters = draws.map((draw) => REFERENCE_LETTERS[draw % REFERENCE_LETTERS.length]!);
  return `${letters.slice(0, 3).join('')}-${letters.slice(3, 6).join('')}`;
}

/** Stands for "no ticket" in the id of a mail of ours that is about none. No ticket is ever called so: O and I are not drawn. */
export const NO_TICKET = 'OFF-ICE';

const IN_SUBJECT = /\[#([2-9A-Z]{3})-?([2-9A-Z]{3})\]/giu;

/** References that a subject names, such as `[#K7Q-2M4]`, in order, at most five. */
export function referencesIn(subject: string): readonly string[] {
  const found = [...subject.slice(0, 1_000).matchAll(IN_SUBJECT)].map((match) =>
    `${match[1]}-${match[2]}`.toUpperCase(),
  );
  return [...new Set(found)].slice(0, 5);
}

/** A reference as a person or a URL gives it (`k7q2m4`, `K7Q-2M4`) as it is written, or null when it cannot be one. */
export function asReference(text: string): string | null {
  const found = /^([2-9A-Z]{3})-?([2-9A-Z]{3})$/iu.exec(text);
  return found === null ? null : `${found[1]}-${found[2]}`.toUpperCase();
}
