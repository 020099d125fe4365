import type { FaxPage, FaxStatus } from './fax.ts';
import { hashDistance } from './page-hash.ts';
import type { Instant } from '../time.ts';

/** A page as it is known again. */
export type KnownPage = Pick<FaxPage, 'hash' | 'blank' | 'cut'>;

/** An earlier fax from the same number, on its ticket. */
export type EarlierFax = {
  readonly inboundId: string;
  readonly ticketId: string;
  readonly reference: string;
  readonly acceptedAt: Instant;
  readonly status: FaxStatus;
  readonly pages: readonly KnownPage[];
};

/** Two transmissions of one page differ by 10 bits of 256 at most (light specks, a degree of skew); other pages by twice as many (docs/fax.md). */
const ALIKE = 10;

/** The earlier fax that was sent again: as many pages, each of them alike, and not all of them blank. The newest of several. */
export function findRedial(
  pages: readonly KnownPage[],
  { at, earlier, within }: { readonly at: Instant; readonly earlier: readonly EarlierFax[]; readonly within: number },
): EarlierFax | null {
  const told = pages.filter(({ blank }) => !blank);
  if (told.length === 0 || pages.some(({ cut }) => cut)) return null;
  return (
    newestFirst(earlier, at, within).find(
      (fax) =>
        fax.status === 'received' &&
        fax.pages.length === pages.length &&
        pages.every((page, i) => alike(page, fax.pages[i]!)),
    ) ?? null
  );
}

/** The earlier fax that broke off and that this one sends again from the beginning: its whole pages are the first ones here. */
export function findCompleted(
  pages: readonly KnownPage[],
  { at, earlier, within }: { readonly at: Instant; readonly earlier: readonly EarlierFax[]; readonly within: number },
): EarlierFax | null {
  return (
    newestFirst(earlier, at, within).find((fax) => {
      if (fax.status === 'received') return false;
      const last = fax.pages.length - 1;
      // where the line broke, nobody can compare; a fax of which nothing whole came is told by number and time alone
      const whole = fax.pages.filter(({ cut }, i) => !cut && i < last);
      return fax.pages.length <= pages.length && whole.every((page, i) => alike(page, pages[i]!));
    }) ?? null
  );
}

function newestFirst(earlier: readonly EarlierFax[], at: Instant, within: number): readonly EarlierFax[] {
  return earlier
    .filter(({ acceptedAt }) => acceptedAt <= at && at - acceptedAt <= within)
    .toSorted((a, b) => b.acceptedAt - a.acceptedAt);
}

function alike(a: KnownPage, b: KnownPage): boolean {
  return a.blank === b.blank && (a.blank || hashDistance(a.hash, b.hash) <= ALIKE);
}
