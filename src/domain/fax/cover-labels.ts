/** What a label on a cover announces. */
export type CoverLabel = 'to' | 'from' | 'company' | 'phone' | 'fax' | 're' | 'date' | 'other';

/** What stands before a colon, in the languages of our customers, and as readers of letters take it. */
const LABELS: readonly (readonly [CoverLabel, RegExp])[] = [
  ['to', /^(?:to|t0|attn|attention|an|à|a|para|empfänger|destinataire)$/iu],
  ['from', /^(?:from|frorn|frcm|fr0m|von|de|sender|absender|expéditeur|remitente)$/iu],
  ['re', /^(?:re|r\.?e\.?|ref|subject|subj|betreff|betr|betrifft|objet|asunto|concerning)$/iu],
  ['date', /^(?:date|datum|fecha)$/iu],
  ['company', /^(?:company|organi[sz]ation|firma|société|empresa)$/iu],
  ['phone', /^(?:phone|tel|telephone|telefon|téléphone|teléfono)\.?$/iu],
  ['fax', /^(?:fax|telefax|fax no|fax number|faxnummer)\.?$/iu],
  ['other', /^(?:cc|pages?|seiten|páginas|no of pages)$/iu],
];
/** The same where the reader missed the colon. */
const BARE = /^(to|attn|an|para|from|frorn|von|de|subject|betreff|objet|asunto|re|date|datum|fecha)[.,]?\s+(\S.*)$/iu;
const LONGEST_BARE = 60; // longer ones are sentences

/** The labels of a line, each with what follows it up to the next one. */
export function labelled(line: string): readonly (readonly [CoverLabel, string])[] {
  const parts = line.split(/(?<=[\p{L}.]|\bt0)\s?[:;]\s*/iu);
  return parts.slice(0, -1).flatMap((before, i) => {
    const kind = labelAtEnd(before);
    if (kind === null) return [];
    const isLast = i === parts.length - 2;
    const value = isLast
      ? parts[i + 1]!
      : parts[i + 1]!.replace(/\s*\S+(?:\s\S+)?$/u, (end) => (labelOf(end) === null ? end.replace(/\S+$/u, '') : ''));
    return [[kind, value.trim()] as const];
  });
}

/** A label without its colon, where what follows is a name or a subject and no sentence: `From Maria Alvarez`, not `From Monday on it was slow`. */
export function bareLabel(line: string): readonly [CoverLabel, string] | null {
  const [, label = '', value = ''] = BARE.exec(line) ?? [];
  const kind = labelOf(label);
  if (kind === null || value.length > LONGEST_BARE || /[.!?:]$/u.test(value) || !/^\p{Lu}/u.test(label)) return null;
  const isName = value.split(/[^\p{L}\d]+/u).every((word) => word.length < 4 || !/^\p{Ll}/u.test(word));
  return (kind === 'to' || kind === 'from') && !isName ? null : [kind, value];
}

/** A label is the last word or two before its colon. */
function labelAtEnd(text: string): CoverLabel | null {
  const words = text.trim().split(/\s+/u);
  return labelOf(words.slice(-2).join(' ')) ?? labelOf(words.at(-1) ?? '');
}

function labelOf(text: string): CoverLabel | null {
  return LABELS.find(([, pattern]) => pattern.test(text.trim()))?.[0] ?? null;
}
