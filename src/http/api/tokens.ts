import { createHash, timingSafeEqual } from 'node:crypto';

/** A bearer token of the settings: whoever shows it acts as this person. */
export type ApiToken = { readonly name: string; readonly person: string; readonly token: string };

/** Whose token an Authorization header shows (the id of a person), or null. Every token is compared, by its hash, in a time that tells nothing. */
export function tokenReader(tokens: readonly ApiToken[]): (header: string | undefined) => string | null {
  const known = tokens.map(({ person, token }) => ({ person, hash: hashOf(token) }));
  return (header) => {
    const shown = /^Bearer +([\x21-\x7e]{1,1000})$/iu.exec(header ?? '')?.[1];
    if (shown === undefined) return null;
    const hash = hashOf(shown);
    return known.filter((one) => timingSafeEqual(one.hash, hash))[0]?.person ?? null;
  };
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
