import type { FastifyInstance } from 'fastify';
import type { Act, Actor } from '../../acts/act.ts';
import { ACTS } from '../../acts/all.ts';
import { perform, type About, type ActDeps, type Performed } from '../../acts/perform.ts';
import { VERBS } from '../../domain/lifecycle.ts';
import { asReference } from '../../domain/reference.ts';
import { nearest } from '../../lib/nearest.ts';
import { INPUTS } from './inputs.ts';
import { keyed, keyOf, once, type Once } from './once.ts';
import { problemOf } from './problem.ts';
import type { Output } from './outputs.ts';
import { refuseWith } from './refusal.ts';
import { barredBy, type Shown } from './tokens.ts';

/**
 * POST /api/tickets/:reference/:verb does one act. `If-Match` names the version of the ticket on which the caller decided;
 * with an `Idempotency-Key` it is done once, however often it is asked for.
 */
export function actRoute(app: FastifyInstance, deps: ActDeps): void {
  app.post<{ Params: { reference: string; verb: string } }>('/tickets/:reference/:verb', async (request, reply) => {
    const { params, headers } = request;
    const verb = VERBS.find((one) => one === params.verb);
    if (verb === undefined)
      return refuseWith(reply, 'unknown_verb', `nothing is done by that word; ${verbHint(params.verb)}`);
    const reference = asReference(params.reference);
    if (reference === null)
      return refuseWith(reply, 'unknown_ticket', 'this is no number of a ticket; one looks like K7Q-2M4');
    const seenVersion = versionOf(headers['if-match']);
    if (seenVersion === undefined)
      return refuseWith(reply, 'malformed', 'If-Match: give the version of the ticket that you saw, such as 3');
    const key = keyOf(headers['idempotency-key']);
    if (key === undefined)
      return refuseWith(reply, 'malformed', 'Idempotency-Key: give 1 to 200 printable characters, such as a UUID');
    const given = request.body ?? {};
    const input = INPUTS[verb].safeParse(given);
    if (!input.success)
      return refuseWith(reply, 'malformed', problemOf(input.error, given, Object.keys(INPUTS[verb].shape)));
    const actor = request.getDecorator<Actor>('actor');
    // A verb and its input come from one table, which the compiler cannot follow through the union of all of them.
    const act = ACTS[verb] as unknown as Act<unknown>;
    const barred = barredBy(request.getDecorator<Shown>('token'), act.roles);
    if (barred !== null) return refuseWith(reply, 'not_allowed', barred);
    const doIt = (within?: About['within']): Promise<Performed> =>
      perform(deps, act, { reference, actor, seenVersion, within }, input.data);
    const done: Once | Performed =
      key === null
        ? await doIt()
        : await once(deps, keyed(actor.id, key, { verb, reference, input: input.data }), doIt);
    if (!done.done) return refuseWith(reply, done.refused, done.why);
    if ('replayed' in done && done.replayed) reply.header('idempotent-replay', 'true');
    return reply.send({ reference: done.reference, version: done.version, words: done.words } satisfies Output<'Done'>);
  });
}

function verbHint(word: string): string {
  const near = nearest(word.slice(0, 40), VERBS);
  return near === null ? `use one of ${VERBS.join(', ')}` : `did you mean "${near}"?`;
}

/** Null for any version, undefined for a header that names none. Bare or quoted, as an entity tag would be. */
function versionOf(header: string | undefined): number | null | undefined {
  if (header === undefined || header.trim() === '*') return null;
  const digits = /^\s*"?(\d{1,9})"?\s*$/u.exec(header)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
