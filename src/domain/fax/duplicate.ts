import type { FaxPage, FaxStatus } from './fax.ts';
import { hashDistance } from './page-hash.ts';
import { saySame, shareOf } from './same-words.ts';
import type { Instant } from '../time.ts';

/** A page as it is known again. Without `text` nobody looked what it says, and its hash alone decides. */
export type KnownPage = Pick<FaxPage, 'hash' | 'blank' | 'cut'> & Partial<Pick<FaxPage, 'text' | 'needsHuman'>>;

/** An earlier fax from the same number, on its ticket. */
export type EarlierFax = {
  readonly inboundId: string;
  readonly ticketId: string;
  readonly reference: string;
  readonly acceptedAt: Instant;
  readonly status: FaxStatus;
  readonly pages: readonly KnownPage[];
};

/** An earlier fax that this one looks like. `isSure`: what was read says so too, so that it is no other form of the same kind. */
export type Again = { readonly fax: EarlierFax; readonly isSure: boolean };

type Known = { readonly at: Instant; readonly earlier: readonly EarlierFax[]; readonly within: number };

/** Two transmissions of one letter differ by 34 bits of 256 at most (specks, a degree of skew, half the resolution); other letters by 76 and more (docs/fax.md). */
const ALIKE = 40;
/** Of the words of a page that broke off, so many stand on the same page come whole: 0.79 and more; on another letter 0.36 at most. */
const SHARE = 0.6;

/** The earlier fax that was sent again: as many pages, each of them alike, and not all of them blank. The surest of several, then the newest. */
export function findRedial(pages: readonly KnownPage[], { at, earlier, within }: Known): Again | null {
  if (pages.every(({ blank }) => blank) || pages.some(({ cut }) => cut)) return null;
  return surest(
    newestFirst(earlier, at, within)
      .filter(
        (fax) =>
          fax.status === 'received' &&
          fax.pages.length === pages.length &&
          pages.every((page, i) => alike(page, fax.pages[i]!)),
      )
      .map((fax) => ({ fax, isSure: pages.every((page, i) => saysSame(page, fax.pages[i]!)) })),
  );
}

/**
 * The earlier fax that broke off and that this one sends again from the beginning: its whole pages are the first ones here. Where
 * the line broke, nobody can compare pictures, only words; a fax of which nothing whole came is told by number and time alone,
 * so never when the number was withheld. Each is completed once.
 */
export function findCompleted(
  pages: readonly KnownPage[],
  { at, earlier, within, hasNumber }: Known & { readonly hasNumber: boolean },
): Again | null {
  if (pages.length === 0) return null;
  return surest(
    newestFirst(earlier, at, within).flatMap((fax) => {
      const last = fax.pages.length - 1;
      const isWhole = ({ cut }: KnownPage, i: number): boolean => !cut && i < last;
      const fits =
        fax.status !== 'received' &&
        fax.pages.length <= pages.length &&
        (hasNumber || fax.pages.some((page, i) => isWhole(page, i) && !page.blank)) &&
        !isCompleted(fax, earlier) &&
        fax.pages.every((page, i) => (isWhole(page, i) ? alike(page, pages[i]!) : mayBePartOf(page, pages[i]!)));
      if (!fits) return [];
      return [{ fax, isSure: fax.pages.every((page, i) => !isWhole(page, i) || saysSame(page, pages[i]!)) }];
    }),
  );
}

function isCompleted({ ticketId, acceptedAt }: EarlierFax, earlier: readonly EarlierFax[]): boolean {
  return earlier.some((fax) => fax.ticketId === ticketId && fax.status === 'received' && fax.acceptedAt >= acceptedAt);
}

function surest(found: readonly Again[]): Again | null {
  return found.find(({ isSure }) => isSure) ?? found[0] ?? null;
}

function newestFirst(earlier: readonly EarlierFax[], at: Instant, within: number): readonly EarlierFax[] {
  return earlier
    .filter(({ acceptedAt }) => acceptedAt <= at && at - acceptedAt <= within)
    .toSorted((a, b) => b.acceptedAt - a.acceptedAt);
}

function alike(a: KnownPage, b: KnownPage): boolean {
  return a.blank === b.blank && (a.blank || hashDistance(a.hash, b.hash) <= ALIKE);
}

function saysSame(a: KnownPage, b: KnownPage): boolean {
  if (a.blank || a.text === undefined || b.text === undefined) return true;
  return isSure(a) && isSure(b) && saySame(a.text, b.text);
}

function mayBePartOf(part: KnownPage, whole: KnownPage): boolean {
  if (!isSure(part) || !isSure(whole)) return true;
  return (shareOf(part.text ?? '', whole.text ?? '') ?? 1) >= SHARE;
}

function isSure({ text, needsHuman }: KnownPage): boolean {
  return text !== undefined && needsHuman !== true;
}
