import { noteVisit } from '../../store/desk/visits.ts';
import type { Desk } from '../desk.ts';
import { partRoutes } from './parts.ts';

/** Mails as they were sent, and what they brought; who takes an original away is noted. */
export function mailParts({ app, deps, whoAsks }: Desk): void {
  const { acts, blobs, open, log } = deps;
  const saw = (request: Parameters<typeof whoAsks>[0], ticketId: string, page: string): Promise<void> =>
    noteVisit(acts.db, { person: whoAsks(request).id, ticketId, page, now: acts.now() });
  partRoutes(app, { db: acts.db, blobs, open, saw, log });
}
