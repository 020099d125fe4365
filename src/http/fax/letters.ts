import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OutgoingFax } from '../../domain/outgoing.ts';
import type { Instant } from '../../domain/time.ts';
import type { Log } from '../../lib/log.ts';
import { createTally } from '../../lib/tally.ts';
import { endFax, faxLetterOf, NOT_DELIVERED, type FaxEnd } from '../../store/fax-letters.ts';
import type { Db } from '../../store/sql.ts';
import { clientOf } from '../../lib/client.ts';
import { takeForms } from '../forms.ts';

/** Per minute and client. The service fetches a letter once or twice; a guesser asks for letters that are none. */
const GUESSES = { most: 30, windowMs: 60_000, keys: 10_000 };
/** A status is a few hundred bytes. */
const STATUS_BYTES = 20_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** How a fax ends, by its status (Twilio's FaxStatus, which SignalWire speaks); others say that it is still under way. */
const ENDS: Readonly<Record<string, FaxEnd['delivered']>> = {
  delivered: true,
  received: true,
  'no-answer': false,
  busy: false,
  failed: false,
  canceled: false,
};

/**
 * Where a fax service fetches the pages of our letters (GET) and says what became of them (POST), under addresses that only it
 * is told: /fax/letters/ID/MARK. A wrong mark is a letter that does not exist.
 */
export function faxLetterRoutes(deps: {
  readonly db: Db;
  readonly marks: { isFaxLetter(id: string, given: string): boolean };
  readonly typeset: (fax: OutgoingFax) => Promise<Uint8Array>;
  readonly now: () => Instant;
  readonly log: Log;
}): (app: FastifyInstance) => void {
  const { db, marks, typeset, now, log } = deps;
  const guesses = createTally(GUESSES);
  type Named = { Params: { id: string; mark: string } };

  /** The letter that an address names; else it is said why not, and null is given. */
  async function letterOf(request: FastifyRequest<Named>, reply: FastifyReply): Promise<OutgoingFax | null> {
    const { id, mark } = request.params;
    const client = clientOf(request.ip);
    const wait = guesses.wait(client, Date.now());
    if (wait > 0) {
      await reply.code(429).header('retry-after', String(wait)).send({ error: 'too many letters that do not exist' });
      return null;
    }
    const isOurs = UUID.test(id) && marks.isFaxLetter(id, mark.replace(/\.pdf$/u, ''));
    const fax = isOurs ? await faxLetterOf(db, id) : null;
    if (fax !== null) return fax;
    guesses.add(client, Date.now());
    await reply.code(404).send({ error: 'there is no such letter' });
    return null;
  }

  return (app) =>
    void app.register(async (pages) => {
      takeForms(pages, STATUS_BYTES);

      pages.get<Named>('/fax/letters/:id/:mark', async (request, reply) => {
        const fax = await letterOf(request, reply);
        if (fax === null) return reply;
        const pdf = Buffer.from(await typeset(fax));
        return reply.header('cache-control', 'no-store').type('application/pdf').send(pdf);
      });

      pages.post<Named & { Body: ReadonlyMap<string, string> }>('/fax/letters/:id/:mark', async (request, reply) => {
        const fax = await letterOf(request, reply);
        if (fax === null) return reply;
        const end = endOf(request.body);
        if (end !== null && (await endFax(db, fax.id, end, now())))
          log.info({ mail: fax.id }, end.delivered ? 'a fax arrived' : 'a fax did not arrive');
        return reply.code(204).send();
      });
    });
}

/** What a status says of a fax; null: it is still under way. */
function endOf(form: ReadonlyMap<string, string>): FaxEnd | null {
  const status = form.get('FaxStatus') ?? '';
  const delivered = ENDS[status];
  if (delivered === undefined) return null;
  if (delivered) return { delivered };
  const why = form.get('ErrorMessage') ?? form.get('ErrorCode') ?? '';
  return { delivered, reason: `${NOT_DELIVERED}${status}${why === '' ? '' : `, ${why.slice(0, 200)}`}` };
}
