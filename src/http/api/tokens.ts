import { createHash, timingSafeEqual } from 'node:crypto';
import type { Actor } from '../../acts/act.ts';
import type { Role } from '../../domain/staff.ts';

/** A bearer token of the settings: whoever shows it acts as this person. */
export type ApiToken = {
  readonly name: string;
  readonly person: string;
  readonly token: string;
  /** those of the person's roles with which it acts; none: it only reads; null: all of them */
  readonly roles?: readonly Role[] | null;
};

/** A token that is known, as far as others need it. */
export type Shown = Omit<ApiToken, 'token'>;

/** Which token an Authorization header shows, or null. Every token is compared, by its hash, in a time that tells nothing. */
export function tokenReader(tokens: readonly ApiToken[]): (header: string | undefined) => Shown | null {
  const known = tokens.map(({ token, ...shown }) => ({ shown, hash: hashOf(token) }));
  return (header) => {
    const shown = /^Bearer +([\x21-\x7e]{1,1000})$/iu.exec(header ?? '')?.[1];
    if (shown === undefined) return null;
    const hash = hashOf(shown);
    return known.filter((one) => timingSafeEqual(one.hash, hash))[0]?.shown ?? null;
  };
}

/** The person of a token, with no more roles than the token has. */
export function actingBy(actor: Actor, { roles }: Shown): Actor {
  return roles == null ? actor : { ...actor, roles: actor.roles.filter((role) => roles.includes(role)) };
}

/** Why a token may not do what its person may, or null. */
export function barredBy({ name, roles }: Shown, needed: readonly Role[]): string | null {
  if (roles == null || roles.some((role) => needed.includes(role))) return null;
  return roles.length === 0
    ? `the token "${name}" only reads; give it a role of ${needed.join(', ')} in the settings (api.tokens)`
    : `this is for the roles ${needed.join(', ')}; the token "${name}" has ${roles.join(', ')}`;
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
