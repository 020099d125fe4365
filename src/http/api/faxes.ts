import type { FastifyInstance, FastifyReply } from 'fastify';
import { asReference } from '../../domain/reference.ts';
import { faxesOf, faxPart, type FaxView } from '../../store/fax-views.ts';
import type { Blobs } from '../../store/blobs.ts';
import type { Db } from '../../store/sql.ts';
import { ticketBy } from '../../store/tickets.ts';
import type { Output } from './outputs.ts';
import { refuseWith } from './refusal.ts';

const ID = /^\d{1,18}$/u;
const PAGE = /^\d{1,4}$/u;

/** GET /api/tickets/:reference/faxes, and below /api/faxes/:id the pages, all of them as a PDF, and the document as it came. */
export function faxReadRoutes(app: FastifyInstance, { db, blobs }: { readonly db: Db; readonly blobs: Blobs }): void {
  app.get<{ Params: { reference: string } }>('/tickets/:reference/faxes', async (request, reply) => {
    const reference = asReference(request.params.reference);
    const ticket = reference === null ? null : await ticketBy(db, reference);
    if (ticket === null)
      return refuseWith(reply, 'unknown_ticket', 'there is no ticket of this number; look at it again');
    return reply.send({
      reference: ticket.reference,
      faxes: (await faxesOf(db, ticket.id)).map(showFax),
    } satisfies Output<'FaxList'>);
  });

  app.get<{ Params: { id: string; n: string } }>('/faxes/:id/pages/:n', ({ params: { id, n } }, reply) =>
    PAGE.test(n) ? send(reply, { id, part: Number(n), type: 'image/png' }) : missing(reply),
  );
  app.get<{ Params: { id: string } }>('/faxes/:id/pdf', ({ params: { id } }, reply) =>
    send(reply, { id, part: 'pdf', type: 'application/pdf' }),
  );
  // what a stranger sent is handed out to be saved, never shown as anything
  app.get<{ Params: { id: string } }>('/faxes/:id/document', ({ params: { id } }, reply) =>
    send(reply, { id, part: 'document', type: 'application/octet-stream' }),
  );

  async function send(
    reply: FastifyReply,
    { id, part, type }: { readonly id: string; readonly part: Parameters<typeof faxPart>[2]; readonly type: string },
  ): Promise<FastifyReply> {
    const sha256 = ID.test(id) ? await faxPart(db, id, part) : null;
    const bytes = sha256 === null ? null : await blobs.get(db, sha256);
    if (bytes === null) return missing(reply);
    if (part === 'document') reply.header('content-disposition', `attachment; filename="fax-${id}"`);
    return reply.header('x-content-type-options', 'nosniff').type(type).send(bytes);
  }
}

function missing(reply: FastifyReply): FastifyReply {
  return refuseWith(reply, 'not_found', 'there is no such fax or page; look under "faxes" of the ticket');
}

function showFax({ id, at, told, state, reason, reading, pages, hasDocument, hasPdf }: FaxView): Output<'Fax'> {
  return {
    id,
    at: new Date(at).toISOString(),
    state,
    reason,
    status: told.status,
    caller: told.caller,
    caller_name: told.callerName,
    station: told.station,
    dialled: told.dialled,
    pages_told: told.pages,
    error: told.error,
    barcodes: reading?.barcodes ?? [],
    notes: reading?.notes ?? [],
    pdf: hasPdf ? `/api/faxes/${id}/pdf` : null,
    document: hasDocument ? `/api/faxes/${id}/document` : null,
    pages: pages.map((page) => ({
      n: page.n,
      image: `/api/faxes/${id}/pages/${page.n}`,
      width: page.width,
      height: page.height,
      dpi: page.dpi,
      turned: page.turned,
      confidence: page.confidence,
      needs_human: page.needsHuman,
      blank: page.blank,
      cut: page.cut,
      text: page.text,
    })),
  };
}
