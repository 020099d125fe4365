import type { Message } from '../../domain/message.ts';
import type { ParsedAttachment, ParsedNode } from './parse.ts';

/** Whether and how a mail is signed or encrypted. Nothing is verified here, only noticed: the readable text of a signed mail is still read. */
export type Secured = Pick<Message, 'signed' | 'encrypted'>;

/** Looks at the media types (RFC 1847, 3156, 8551) and, for PGP in the text itself, at its armour lines. */
export function securedBy(
  root: ParsedNode,
  parts: readonly Pick<ParsedAttachment, 'declared' | 'params'>[],
  text: string,
): Secured {
  const types = new Set([...parts.map((part) => part.declared), ...typesOf(root)]);
  const has = (...names: readonly string[]): boolean => names.some((name) => types.has(name));
  const opaque = parts.filter((part) => /^application\/(?:x-)?pkcs7-mime$/u.test(part.declared));
  const opaqueSigned = opaque.some((part) => /^(?:signed-data|certs-only)$/iu.test(part.params['smime-type'] ?? ''));
  const smimeSigned = opaqueSigned || has('application/pkcs7-signature', 'application/x-pkcs7-signature');
  const pgpSigned = has('application/pgp-signature') || hasLine(text, '-----BEGIN PGP SIGNED MESSAGE-----');
  const pgpEncrypted =
    has('multipart/encrypted', 'application/pgp-encrypted') || hasLine(text, '-----BEGIN PGP MESSAGE-----');
  return {
    signed: smimeSigned ? 'smime' : pgpSigned ? 'pgp' : 'none',
    encrypted: opaque.length > 0 && !opaqueSigned ? 'smime' : pgpEncrypted ? 'pgp' : 'none',
  };
}

function hasLine(text: string, line: string): boolean {
  return text.startsWith(line) || text.includes(`\n${line}`);
}

function typesOf(node: ParsedNode): readonly string[] {
  return [node.type, ...node.children.flatMap(typesOf)];
}
