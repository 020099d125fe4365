import type { FastifyReply } from 'fastify';
import type { Output } from './outputs.ts';

/** The status of what an act refuses; everything that is not named here is about its input. */
const STATUS: Readonly<Record<string, number>> = {
  malformed: 400,
  unauthorized: 401,
  not_allowed: 403,
  unknown_ticket: 404,
  unknown_verb: 404,
  unknown_item: 404,
  not_kept: 404,
  no_clock: 404,
  not_found: 404,
  illegal_move: 409,
  changed_meanwhile: 409,
  already_so: 409,
  undeliverable: 409,
  too_many_attempts: 429,
  failed: 500,
  unavailable: 503,
};
const INPUT = 422;

/** Says no: which rule, and why, in a sentence that tells what to do. */
export function refuseWith(reply: FastifyReply, error: string, why: string): FastifyReply {
  return reply.code(statusOf(error)).send({ error, why } satisfies Output<'Refusal'>);
}

/** The status that a refusal is answered with. */
export function statusOf(error: string): number {
  return STATUS[error] ?? INPUT;
}
