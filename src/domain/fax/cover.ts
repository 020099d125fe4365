import { confidentialLines } from './boilerplate.ts';
import { bareLabel, labelled, type CoverLabel } from './cover-labels.ts';
import { pagesAnnounced } from './cover-pages.ts';

/** What a cover page says; null where it says nothing, or nothing that is sure. */
export type Cover = {
  readonly isCover: boolean;
  readonly to: string | null;
  readonly from: string | null;
  /** these three of the sender, never of the one whom the fax is for */
  readonly company: string | null;
  readonly phone: string | null;
  readonly fax: string | null;
  readonly re: string | null;
  readonly date: string | null;
  /** pages that the sender announced, the cover included */
  readonly pages: number | null;
  /** it bears a paragraph about confidentiality */
  readonly isConfidential: boolean;
};

type Fact = Exclude<CoverLabel, 'other'>;
type Found = Partial<Record<Fact, string>>;

const TITLE =
  /^\W{0,3}(?:fax|facsimile|telefax|télécopie|telecopie|fax (?:cover(?: sheet)?|transmission|message|cover page)|facsimile (?:transmittal|cover)(?: sheet)?)\W{0,3}$/iu;

const MOST_LINES = 60; // a cover has its facts at its top
const LONGEST_LINE = 400;
const LONGEST_VALUE = 120;

/** Reads the facts of a cover page from the text of page 1. What is unsure is null: a wrong fact costs more than none. */
export function readCover(text: string): Cover {
  const lines = text.split('\n', MOST_LINES).map((line) => line.slice(0, LONGEST_LINE).trim());
  const hasTitle = lines.some((line) => TITLE.test(line));
  const labels = lines.flatMap((line, i) => labelsOf(line, lines[i + 1] ?? '', hasTitle));
  const isCover = (hasTitle && labels.length >= 1) || labels.length >= 3;
  const found = isCover ? factsOf(labels) : {};
  return {
    isCover,
    to: found.to ?? null,
    from: found.from ?? null,
    company: found.company ?? null,
    phone: numberOf(found.phone),
    fax: numberOf(found.fax),
    re: found.re ?? null,
    date: found.date ?? null,
    pages: lines.reduce<number | null>((pages, line) => pages ?? pagesAnnounced(line, isCover), null),
    isConfidential: confidentialLines(lines).size > 0,
  };
}

type Label = { readonly kind: CoverLabel; readonly value: string; readonly isLastOfLine: boolean };

/** Labels of a line; one that stands alone in it has its value in the next. */
function labelsOf(line: string, next: string, hasTitle: boolean): readonly Label[] {
  const found = labelled(line);
  if (found.length === 0) {
    const bare = hasTitle ? bareLabel(line) : null;
    return bare === null ? [] : [{ kind: bare[0], value: bare[1], isLastOfLine: true }];
  }
  const isAlone = found.length === 1 && found[0]![1] === '' && labelled(next).length === 0;
  return found.map(([kind, value], i) => ({
    kind,
    value: isAlone ? next : value,
    isLastOfLine: !found.slice(i + 1).some(([other]) => other === kind),
  }));
}

/** The first of each fact; numbers and company only of the sender: behind From, or on a cover that names nobody else. */
function factsOf(labels: readonly Label[]): Found {
  const found: Found = {};
  const namesOther = labels.some(({ kind }) => kind === 'to');
  let side: 'to' | 'from' | null = namesOther ? 'to' : null;
  for (const { kind, value, isLastOfLine } of labels) {
    if (kind === 'to' || kind === 'from') side = kind;
    const isOfSide = kind === 'company' || kind === 'phone' || kind === 'fax';
    // two columns, To on the left: of two numbers in one line the sender's is the second
    if (kind === 'other' || value === '' || (isOfSide && (side === 'to' || !isLastOfLine))) continue;
    found[kind] ??= value.slice(0, LONGEST_VALUE);
  }
  return found;
}

/** A number with the letters put right that readers take for digits; null when it is none. */
function numberOf(value: string | undefined): string | null {
  const number = (value ?? '').replaceAll(/[oO]/gu, '0').replaceAll(/[lI|]/gu, '1').trim();
  return /^\+?[\d() ./-]{7,30}$/u.test(number) && number.replaceAll(/\D/gu, '').length >= 7 ? number : null;
}
