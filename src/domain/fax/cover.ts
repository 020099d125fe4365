/** What a cover page says; null where it says nothing, or nothing that is sure. */
export type Cover = {
  readonly isCover: boolean;
  readonly to: string | null;
  readonly from: string | null;
  readonly re: string | null;
  readonly date: string | null;
  /** pages that the sender announced, the cover included */
  readonly pages: number | null;
};

/** What stands before a colon, in the languages of our customers, and as readers of letters take it. */
const LABELS: readonly (readonly [keyof Omit<Cover, 'isCover' | 'pages'> | 'other', RegExp])[] = [
  ['to', /^(?:to|attn|attention|an|à|a|para|empfänger|destinataire)$/iu],
  ['from', /^(?:from|frorn|frcm|von|de|sender|absender|expéditeur|remitente)$/iu],
  ['re', /^(?:re|r\.?e\.?|ref|subject|subj|betreff|betr|betrifft|objet|asunto|concerning)$/iu],
  ['date', /^(?:date|datum|fecha)$/iu],
  [
    'other',
    /^(?:fax|fax no|fax number|phone|tel|telephone|telefon|téléphone|teléfono|company|firma|société|empresa|cc|pages?|seiten|páginas|no of pages)$/iu,
  ],
];
const PAGES =
  /^(?:(?:no\.?|number|anzahl|nombre|número) (?:of |der |de )?)?(?:pages?|seiten(?:zahl)?|páginas?|pgs)\b[^:\d]{0,40}[:.]?\s*(?:\D{0,20}\s)?(\d{1,3})\b/iu;
const PAGES_AFTER =
  /\b(\d{1,3})\s+(?:pages?|seiten|páginas?)\b[^.]{0,20}\b(?:incl|inkl|including|einschl|cover|y compris|incluyendo|total|insgesamt)/iu;
/** `Page 1 of 3`, as programs print on each page. */
const PAGE_OF = /\b(?:page|seite|página)\s+\d{1,3}\s*(?:of|\/|von|de|sur)\s*(\d{1,3})\b/iu;
const TITLE =
  /^\W{0,3}(?:fax|facsimile|telefax|télécopie|telecopie|fax (?:cover(?: sheet)?|transmission|message|cover page)|facsimile (?:transmittal|cover)(?: sheet)?)\W{0,3}$/iu;

const MOST_LINES = 60; // a cover has its facts at its top
const LONGEST_LINE = 400;
const LONGEST_VALUE = 120;
const MOST_PAGES = 500; // who announces more was misread

/** Reads the facts of a cover page from the text of page 1. What is unsure is null: a wrong fact costs more than none. */
export function readCover(text: string): Cover {
  const lines = text.split('\n', MOST_LINES).map((line) => line.slice(0, LONGEST_LINE).trim());
  const found: Partial<Record<'to' | 'from' | 're' | 'date', string>> = {};
  let labels = 0;
  let pages: number | null = null;
  let hasTitle = false;
  for (const line of lines) {
    if (TITLE.test(line)) hasTitle = true;
    pages ??= pagesIn(line);
    for (const [name, value] of labelled(line)) {
      labels += 1;
      if (name !== 'other' && found[name] === undefined && value !== '') found[name] = value;
    }
  }
  const isCover = (hasTitle && labels >= 1) || labels >= 3;
  const only = (name: 'to' | 'from' | 're' | 'date'): string | null => (isCover ? (found[name] ?? null) : null);
  return { isCover, to: only('to'), from: only('from'), re: only('re'), date: only('date'), pages };
}

/** What is wrong with the number of pages, in a sentence; null: nothing that is known. */
export function missingPages(announced: number | null, received: number): string | null {
  if (announced === null || announced <= received) return null;
  const missing = announced - received;
  return `${missing} of ${announced} pages ${missing === 1 ? 'is' : 'are'} missing: ${received} came`;
}

function pagesIn(line: string): number | null {
  const found = PAGE_OF.exec(line)?.[1] ?? PAGES.exec(line)?.[1] ?? labelledPages(line) ?? PAGES_AFTER.exec(line)?.[1];
  const pages = Number(found ?? 0);
  return pages > 0 && pages <= MOST_PAGES ? pages : null;
}

/** `Date: 14 March   Pages: 2 including cover`: the label may stand within a line. */
function labelledPages(line: string): string | undefined {
  return /\b(?:pages?|seiten|páginas?)\s?[:;]\s?(\d{1,3})\b/iu.exec(line)?.[1];
}

/** The labels of a line, each with what follows it up to the next one. */
function labelled(line: string): readonly (readonly [(typeof LABELS)[number][0], string])[] {
  const parts = line.split(/(?<=[\p{L}.])\s?[:;]\s*/u);
  return parts.slice(0, -1).flatMap((before, i) => {
    // a label is the last word or two before its colon
    const words = before.trim().split(/\s+/u);
    const label = [words.slice(-2).join(' '), words.at(-1) ?? ''].find((each) =>
      LABELS.some(([, pattern]) => pattern.test(each)),
    );
    const kind = LABELS.find(([, pattern]) => label !== undefined && pattern.test(label))?.[0];
    if (kind === undefined) return [];
    const isLast = i === parts.length - 2;
    const value = isLast
      ? parts[i + 1]!
      : parts[i + 1]!.replace(/\s*\S+(?:\s\S+)?$/u, (end) => (isLabel(end) ? '' : end.replace(/\S+$/u, '')));
    return [[kind, value.trim().slice(0, LONGEST_VALUE)] as const];
  });
}

function isLabel(text: string): boolean {
  return LABELS.some(([, pattern]) => pattern.test(text.trim()));
}
