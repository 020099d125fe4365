import { randomBytes } from 'node:crypto';
import { LEVELS, type Level } from '../domain/level.ts';
import { LINK_VERBS, type LinkInput, type Links } from '../domain/link.ts';
import { base32, compact, expand, same, sign } from './sign.ts';

/*
 * Action links: `verb.reference.person.input.made.id.signature`, each part as plain as it may be, all in lower case
 * without signs that a mail program could take for the end of the address. Who holds one may do this one act in the
 * name of this person, once; so it is as long as no guess can be.
 */

const ID_BYTES = 20; // 160 bits, 32 base32 characters without a rest
const SIGNATURE_LENGTH = 26; // base32 characters: 130 bits

const TOKEN = new RegExp(
  [
    `^(${LINK_VERBS.join('|')})`,
    '([2-9a-z]{6})',
    '([a-z][a-z0-9_-]{0,39})', // as the ids of people.yaml
    '(\\d{0,3})',
    '([0-9a-z]{8,9})',
    '([a-z2-7]{32})',
    `([a-z2-7]{${SIGNATURE_LENGTH}})$`,
  ].join('\\.'),
  'u',
);
const LONGEST = 160; // characters; with the longest id of a person a token has 130, and nothing longer is looked at

/** Makes and reads the action links of this installation. `publicUrl`: where the desk is reached, without a slash at the end; null makes no links. */
export function createLinks({ key, publicUrl }: { readonly key: Buffer; readonly publicUrl: string | null }): Links {
  const seal = (body: string): string => sign(key, 'link', [body], SIGNATURE_LENGTH);
  const field = (token: string): string => sign(key, 'link-form', [token], SIGNATURE_LENGTH);
  return Object.freeze({
    make({ person, reference, verb, input = {}, now }) {
      if (publicUrl === null) return null;
      const id = base32(randomBytes(ID_BYTES));
      const body = [verb, compact(reference), person, digitsOf(input), now.toString(36), id].join('.');
      return `${publicUrl}/a/${body}.${seal(body)}`;
    },
    read(token) {
      const found = token.length > LONGEST ? null : TOKEN.exec(token);
      if (found === null) return null;
      const [, verb, ticket, person, digits, made, id, given] = found as unknown as readonly string[];
      if (!same(given!, seal(token.slice(0, token.lastIndexOf('.'))))) return null;
      const known = LINK_VERBS.find((one) => one === verb)!;
      return {
        id: id!,
        person: person!,
        reference: expand(ticket!),
        verb: known,
        input: inputOf(known === 'level' ? 'level' : 'rung', digits!),
        madeAt: Number.parseInt(made!, 36),
      };
    },
    field,
    isField: (token, given) => same(given, field(token)),
  } satisfies Links);
}

function digitsOf({ level, rung }: LinkInput): string {
  return String(level ?? rung ?? '');
}

function inputOf(means: 'level' | 'rung', digits: string): LinkInput {
  if (digits === '') return {};
  if (means === 'rung') return { rung: Number(digits) };
  return LEVELS.includes(Number(digits) as Level) ? { level: Number(digits) as Level } : {};
}
