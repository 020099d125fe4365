import { deriveClocks, type Standing } from '../../domain/promise/derive.ts';
import type { Promises } from '../../domain/promise/terms.ts';
import { viewClock, type ClockView } from '../../domain/promise/view.ts';
import { asReference } from '../../domain/reference.ts';
import { briefsOf, type BriefRow } from '../../store/briefs.ts';
import { draftsOf, type Draft } from '../../store/desk/drafts.ts';
import { othersAt, type Present } from '../../store/desk/presence.ts';
import { noteVisit, visitorsOf } from '../../store/desk/visits.ts';
import { dossierOf, type Dossier } from '../../store/dossier.ts';
import { faxesOf, type FaxView } from '../../store/fax-views.ts';
import type { Ask, DeskDeps } from '../desk.ts';

/** Everything that the page of a ticket shows. */
export type Looked = Dossier & {
  readonly brief: BriefRow;
  readonly promises: Promises;
  /** null for one that was never on the desk */
  readonly standing: Standing | null;
  readonly clocks: readonly ClockView[];
  readonly faxes: readonly FaxView[];
  readonly drafts: readonly Draft[];
  readonly others: readonly Present[];
  readonly visitors: Awaited<ReturnType<typeof visitorsOf>>;
};

/** Reads a ticket for its page, and notes who looked; null when there is none of that number. */
export async function lookAt({ acts }: DeskDeps, { actor, now }: Ask, given: string): Promise<Looked | null> {
  const { db, terms } = acts;
  const reference = asReference(given);
  const dossier = reference === null ? null : await dossierOf(db, reference);
  if (dossier === null) return null;
  const { id, termsVersion } = dossier.ticket;
  const promises = termsVersion === null ? terms.current : await terms.of(db, termsVersion);
  const standing = deriveClocks(dossier.events, promises, now);
  await noteVisit(db, { person: actor.id, ticketId: id, page: 'ticket', now });
  return {
    ...dossier,
    brief: (await briefsOf(db, [id])).get(id)!,
    promises,
    standing,
    clocks: standing === null ? [] : standing.clocks.map((clock) => viewClock(clock, standing, promises, now)),
    faxes: await faxesOf(db, id),
    drafts: await draftsOf(db, id),
    others: await othersAt(db, id, actor.id, now),
    visitors: await visitorsOf(db, id),
  };
}
