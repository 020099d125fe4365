import { z } from 'zod';
import { EVENT_TYPES } from '../domain/webhook.ts';
import { endpointProblem } from '../lib/oauth/endpoint.ts';
import { id, secret } from './kinds.ts';
import type { Path, Problem } from './problem.ts';

const SECRET = 'use whsec_ and 24 to 64 bytes in base64, e.g. "whsec_$(openssl rand -base64 32)"';

/** Who is told of what happens on tickets. */
export const webhook = z.strictObject({
  id,
  url: z.string().min(1),
  secret: secret.regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/u, SECRET),
  events: z.array(z.enum(EVENT_TYPES)).min(1, `name at least one of ${EVENT_TYPES.join(', ')}`),
});

/** What no single key about webhooks can say. */
export function webhookProblems(webhooks: readonly z.output<typeof webhook>[]): readonly Problem[] {
  const ids = webhooks.map(({ id }) => id);
  return webhooks.flatMap(({ id, url }, n): readonly Problem[] => {
    const at = (key: string): Path => ['webhooks', n, key];
    const address = endpointProblem(url);
    return [
      ...(ids.indexOf(id) < n ? [{ path: at('id'), text: `"${id}" stands above already; give each its own` }] : []),
      ...(address === null ? [] : [{ path: at('url'), text: address }]),
    ];
  });
}
