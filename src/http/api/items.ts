import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../acts/act.ts';
import { actOnItem } from '../../acts/item.ts';
import type { ActDeps } from '../../acts/perform.ts';
import { sayItem, type ItemVerb } from '../../domain/item.ts';
import type { Role } from '../../domain/staff.ts';
import type { Blobs } from '../../store/blobs.ts';
import { itemJournal, ledgerItem } from '../../store/desk/item.ts';
import { LEDGER_PAGE, ledgerRows, type LedgerRow } from '../../store/desk/ledger.ts';
import { noteVisit } from '../../store/desk/visits.ts';
import type { Output } from './outputs.ts';
import { problemOf } from './problem.ts';
import { ITEMS } from './queries.ts';
import { refuseWith } from './refusal.ts';
import { barredBy, type Shown } from './tokens.ts';

/** Those who answer for it that nothing is lost. */
const KEEPERS: readonly Role[] = ['manager', 'operator'];
const VERBS = ['ticket', 'replay'] as const satisfies readonly ItemVerb[];

/** What came in, as the ledger has it, below /api/items: read, and worked again. */
export function itemRoutes(app: FastifyInstance, deps: ActDeps, blobs: Blobs): void {
  const { db } = deps;

  app.get('/items', async (request, reply) => {
    const query = ITEMS.safeParse(request.query);
    if (!query.success)
      return refuseWith(reply, 'malformed', problemOf(query.error, request.query, Object.keys(ITEMS.shape)));
    const barred = barredFrom(request);
    if (barred !== null) return refuseWith(reply, 'not_allowed', barred);
    const { state = null, mailbox = null, after = null } = query.data;
    const rows = await ledgerRows(db, { state, mailbox, via: null, from: null, until: null, find: null }, after);
    const page = rows.slice(0, LEDGER_PAGE);
    return reply.send({
      items: page.map(showItem),
      next: rows.length > LEDGER_PAGE ? page.at(-1)!.id : null,
    } satisfies Output<'ItemList'>);
  });

  app.get<ById>('/items/:id', async (request, reply) => {
    const barred = barredFrom(request);
    if (barred !== null) return refuseWith(reply, 'not_allowed', barred);
    const item = await itemOf(request.params.id);
    if (item === null) return unknown(reply);
    const journal = await itemJournal(db, item);
    return reply.send({
      ...showItem(item),
      size: item.size,
      sha256: item.sha256?.toString('hex') ?? null,
      stored_at: iso(item.storedAt),
      settled_at: item.settledAt === null ? null : iso(item.settledAt),
      message_id: item.messageId,
      journal: journal.map(({ at, actor, act, detail }) => ({ at: iso(at), actor, act, detail })),
    } satisfies Output<'Item'>);
  });

  app.get<ById>('/items/:id/raw', async (request, reply) => {
    const barred = barredFrom(request);
    if (barred !== null) return refuseWith(reply, 'not_allowed', barred);
    const item = await itemOf(request.params.id);
    if (item === null) return unknown(reply);
    const bytes = item.sha256 === null ? null : await blobs.get(db, item.sha256);
    if (bytes === null) return refuseWith(reply, 'not_kept', 'nothing of it is kept here; look for it at its source');
    await noteVisit(db, { person: actorOf(request).id, ticketId: item.ticketId, page: 'raw', now: deps.now() });
    return reply
      .header('content-disposition', `attachment; filename="item-${item.id}"`)
      .header('x-content-type-options', 'nosniff')
      .type('application/octet-stream')
      .send(bytes);
  });

  for (const verb of VERBS)
    app.post<ById>(`/items/:id/${verb}`, async (request, reply) => {
      const barred = barredFrom(request);
      if (barred !== null) return refuseWith(reply, 'not_allowed', barred);
      const { id } = request.params;
      if (!isId(id)) return unknown(reply);
      const done = await actOnItem(deps, verb, { id, actor: actorOf(request) });
      if (!done.done) return done.unknown ? unknown(reply) : refuseWith(reply, 'illegal_move', done.why);
      return reply.send({ id, words: done.words } satisfies Output<'ItemDone'>);
    });

  async function itemOf(id: string) {
    return isId(id) ? ledgerItem(db, id) : null;
  }
}

type ById = { Params: { id: string } };

function isId(id: string): boolean {
  return /^\d{1,18}$/u.test(id);
}

function actorOf(request: FastifyRequest): Actor {
  return request.getDecorator<Actor>('actor');
}

function barredFrom(request: FastifyRequest): string | null {
  const barred = barredBy(request.getDecorator<Shown>('token'), KEEPERS);
  if (barred !== null) return barred;
  const { name, roles } = actorOf(request);
  return roles.some((role) => KEEPERS.includes(role))
    ? null
    : `this is for the roles ${KEEPERS.join(', ')}; ${name} has ${roles.join(', ') || 'none'}`;
}

function showItem(row: LedgerRow): Output<'ListedItem'> {
  const { id, at, mailbox, via, kind, state, outcome, reference, from, fromName, subject, reason, failures, nextAt } =
    row;
  return {
    id,
    accepted_at: iso(at),
    mailbox,
    via,
    kind,
    state,
    outcome,
    ticket: reference,
    from: { name: fromName ?? '', address: from ?? '' },
    subject,
    reason,
    failures,
    next_try_at: state === 'stored' && !row.isFaxWaiting ? iso(nextAt) : null,
    words: sayItem(row).what,
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function unknown(reply: FastifyReply): FastifyReply {
  return refuseWith(reply, 'unknown_item', 'nothing of this number ever came in; look at it again');
}
