import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Actor } from '../../acts/act.ts';
import { takeCall, type CallDeps } from '../../acts/call.ts';
import { customerKey } from '../../domain/customer.ts';
import type { Role } from '../../domain/staff.ts';
import { customerIdOf } from '../../store/calls.ts';
import { CALL } from './inputs.ts';
import { keyOf } from './once.ts';
import type { Output } from './outputs.ts';
import { problemOf } from './problem.ts';
import { refuseWith } from './refusal.ts';
import { barredBy, type Shown } from './tokens.ts';

const TAKERS: readonly Role[] = ['rep', 'manager'];

export type CallsDeps = CallDeps & {
  /** ids of the mailboxes, the usual one first */
  readonly mailboxes: readonly string[];
  /** a number as it was typed, in E.164; null when it is none */
  readonly asNumber: (typed: string) => string | null;
};

/** POST /api/calls writes down a call, as the form of the desk does: a ticket whose promises count from when the call began. */
export function callRoute(app: FastifyInstance, deps: CallsDeps): void {
  app.post('/calls', async (request, reply) => {
    const given = request.body ?? {};
    const input = CALL.safeParse(given);
    if (!input.success) return refuseWith(reply, 'malformed', problemOf(input.error, given, Object.keys(CALL.shape)));
    const key = keyOf(request.headers['idempotency-key']);
    if (key === undefined)
      return refuseWith(reply, 'malformed', 'Idempotency-Key: give 1 to 200 printable characters, such as a UUID');
    const barred = barredBy(request.getDecorator<Shown>('token'), TAKERS);
    if (barred !== null) return refuseWith(reply, 'not_allowed', barred);
    const actor = request.getDecorator<Actor>('actor');
    if (!actor.roles.some((role) => TAKERS.includes(role)))
      return refuseWith(reply, 'not_allowed', `calls are taken by the roles ${TAKERS.join(', ')}`);
    const { customer, mailbox = deps.mailboxes[0]!, number = '', began, free = false, ...said } = input.data;
    if (!deps.mailboxes.includes(mailbox))
      return refuseWith(
        reply,
        'unknown_mailbox',
        `there is no mailbox "${mailbox}"; known are ${deps.mailboxes.join(', ')}`,
      );
    const customerId = customer === undefined ? null : await customerIdOf(deps.db, customerKey(customer));
    if (customer !== undefined && customerId === null)
      return refuseWith(
        reply,
        'unknown_customer',
        `the list of customers has no "${customer}"; write the name as it stands there`,
      );
    const done = await takeCall(
      deps,
      {
        text: said.text,
        name: said.name ?? '',
        address: said.address ?? '',
        subject: said.subject ?? '',
        system: said.system ?? null,
        work: said.work ?? null,
        level: said.level ?? null,
        acknowledge: said.acknowledge ?? false,
        solution: said.solution ?? null,
        systemName: '',
        key: key === null ? randomUUID() : `api ${actor.id} ${key}`,
        mailbox,
        customerId,
        number: number === '' ? '' : (deps.asNumber(number) ?? number),
        began: began === undefined ? deps.now() : Date.parse(began),
        keeps: !free,
      },
      actor,
    );
    if (!done.done)
      return refuseWith(reply, done.refused === 'kept_before' ? 'key_reused' : 'not_kept_as_is', done.why);
    return reply.send({ reference: done.reference, version: done.version, words: done.words } satisfies Output<'Done'>);
  });
}
