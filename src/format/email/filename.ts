import { oneLine } from '../../domain/address.ts';
import { mendC1 } from './charset.ts';

/** Longest display name, characters. */
const MAX_NAME = 200;

// Endings for parts that came without a name; a claim of the sender all the same.
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ['application/pdf', 'pdf'],
  ['application/zip', 'zip'],
  ['application/json', 'json'],
  ['application/pgp-signature', 'asc'],
  ['application/pgp-encrypted', 'asc'],
  ['application/pkcs7-signature', 'p7s'],
  ['application/x-pkcs7-signature', 'p7s'],
  ['application/pkcs7-mime', 'p7m'],
  ['application/x-pkcs7-mime', 'p7m'],
  ['application/ms-tnef', 'dat'],
  ['audio/mpeg', 'mp3'],
  ['image/gif', 'gif'],
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/tiff', 'tif'],
  ['image/webp', 'webp'],
  ['message/rfc822', 'eml'],
  ['text/calendar', 'ics'],
  ['text/csv', 'csv'],
  ['text/html', 'html'],
  ['text/plain', 'txt'],
  ['text/rfc822-headers', 'txt'],
  ['text/vcard', 'vcf'],
]);

/**
 * A name that may be shown: one line, no folders, no marks that turn the writing direction, no leading dots, never empty.
 * `fallback` names a part that brought none. It is never a path: whoever stores the bytes chooses a name of his own.
 */
export function displayName(name: string, type: string, fallback: string): string {
  const last = oneLine(mendC1(name), MAX_NAME * 4)
    .split(/[/\\]/)
    .pop()!
    .replace(/[\u2000-\u200d\u2028\u2029\u2060-\u2064]/g, '');
  const clean = shorten(
    last
      .replace(/[<>:"|?*]/g, '_')
      .replace(/^[. ]+/, '')
      .trim(),
  );
  if (clean !== '') return clean;
  const ending = ENDINGS.get(type);
  return ending === undefined ? fallback : `${fallback}.${ending}`;
}

/** The media type that a file's ending claims, for files that came without one. */
export function typeByName(name: string): string {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  for (const [type, known] of ENDINGS) if (known === ending) return type;
  return 'application/octet-stream';
}

/** Cuts in the middle, so that the ending, which says what it opens with, stays. */
function shorten(name: string): string {
  if (name.length <= MAX_NAME) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : '';
  return (name.slice(0, MAX_NAME - ending.length).toWellFormed() + ending).slice(0, MAX_NAME);
}
