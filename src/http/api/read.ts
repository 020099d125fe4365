import type { FastifyInstance } from 'fastify';
import type { Actor } from '../../acts/act.ts';
import type { ActDeps } from '../../acts/perform.ts';
import { deriveClocks } from '../../domain/promise/derive.ts';
import { sayWhy } from '../../domain/promise/why-words.ts';
import { whyDue } from '../../domain/promise/why.ts';
import { asReference } from '../../domain/reference.ts';
import { dossierOf, type Dossier } from '../../store/dossier.ts';
import { listTickets, type ListedTicket, type ListQuery } from '../../store/ticket-list.ts';
import type { Output } from './outputs.ts';
import { problemOf } from './problem.ts';
import { LIST, METRICS, WHY } from './queries.ts';
import { refuseWith } from './refusal.ts';
import { showListed, showTicket, showWhy } from './show.ts';

/** GET /api/tickets, /api/tickets/:reference and /api/tickets/:reference/why/:metric. */
export function readRoutes(app: FastifyInstance, deps: ActDeps): void {
  const { db, terms, staff } = deps;

  app.get('/tickets', async (request, reply) => {
    const query = LIST.safeParse(request.query);
    if (!query.success)
      return refuseWith(reply, 'malformed', problemOf(query.error, request.query, Object.keys(LIST.shape)));
    const { show, assignee, after, limit } = query.data;
    const cursor = after === undefined ? null : readCursor(after);
    if (cursor === undefined)
      return refuseWith(reply, 'malformed', 'after: give what the page before said under "next"');
    const me = request.getDecorator<Actor>('actor').id;
    const rows = await listTickets(db, { show, assignee: whose(assignee, me), after: cursor, limit: limit + 1 });
    const page = rows.slice(0, limit);
    return reply.send({
      tickets: page.map((ticket) => showListed(ticket, staff)),
      next: rows.length > limit ? cursorOf(page.at(-1)!) : null,
    } satisfies Output<'TicketList'>);
  });

  app.get<{ Params: { reference: string } }>('/tickets/:reference', async (request, reply) => {
    const found = await lookUp(request.params.reference);
    if (found === null) return unknown(reply);
    return reply.send(showTicket(found.dossier, found.promises, staff, deps.now()));
  });

  app.get<{ Params: { reference: string; metric: string } }>(
    '/tickets/:reference/why/:metric',
    async (request, reply) => {
      const query = WHY.safeParse(request.query);
      if (!query.success)
        return refuseWith(reply, 'malformed', problemOf(query.error, request.query, Object.keys(WHY.shape)));
      const metric = METRICS.find((one) => one === request.params.metric);
      if (metric === undefined) return refuseWith(reply, 'no_clock', `a ticket has the clocks ${METRICS.join(', ')}`);
      const found = await lookUp(request.params.reference);
      if (found === null) return unknown(reply);
      const { dossier, promises } = found;
      const now = deps.now();
      const standing = deriveClocks(dossier.events, promises, now);
      const clock = standing?.clocks.findLast(
        (one) => one.metric === metric && (query.data.cycle === undefined || one.cycle === query.data.cycle),
      );
      if (standing === null || clock === undefined)
        return refuseWith(
          reply,
          'no_clock',
          `this ticket has no such ${metric} clock; look under "clocks" of the ticket`,
        );
      const why = whyDue(clock, standing, promises, now);
      return reply.send(showWhy(dossier.ticket.reference, why, sayWhy(why, now)));
    },
  );

  async function lookUp(given: string) {
    const reference = asReference(given);
    const dossier: Dossier | null = reference === null ? null : await dossierOf(db, reference);
    if (dossier === null) return null;
    const { termsVersion } = dossier.ticket;
    return { dossier, promises: termsVersion === null ? terms.current : await terms.of(db, termsVersion) };
  }
}

function unknown(reply: Parameters<typeof refuseWith>[0]) {
  return refuseWith(reply, 'unknown_ticket', 'there is no ticket of this number; look at it again');
}

function whose(assignee: string | undefined, me: string): ListQuery['assignee'] {
  if (assignee === 'me') return me;
  return assignee === 'none' ? null : assignee;
}

function cursorOf({ id, dueAt }: ListedTicket): string {
  return Buffer.from(`${dueAt ?? ''}.${id}`).toString('base64url');
}

/** Undefined for what is no cursor of ours. */
function readCursor(text: string): ListQuery['after'] | undefined {
  const [, due, id] = /^(-?\d{1,15})?\.(\d{1,18})$/u.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  return id === undefined ? undefined : { id, dueAt: due === undefined ? null : Number(due) };
}
