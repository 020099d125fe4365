import { Buffer, isUtf8 } from 'node:buffer';

// Names that mailers write and the WHATWG list does not have. UTF-7 is on neither: it can smuggle markup past a filter.
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['cp932', 'shift_jis'],
  ['cp936', 'gbk'],
  ['cp949', 'euc-kr'],
  ['cp950', 'big5'],
  ['latin-1', 'iso-8859-1'],
  ['utf-8-mac', 'utf-8'],
  ['win-1250', 'windows-1250'],
  ['win-1251', 'windows-1251'],
  ['win-1252', 'windows-1252'],
]);

/** A decoder for a charset label as mail writes it (RFC 2047 and RFC 2231 language tags allowed), or null when unknown. */
export function decoderFor(label: string): TextDecoder | null {
  const name = label.split('*')[0]!.trim().toLowerCase();
  try {
    return new TextDecoder(ALIASES.get(name) ?? name);
  } catch {
    return null;
  }
}

const WINDOWS_1252 = new TextDecoder('windows-1252');
const ISO_2022_JP = new TextDecoder('iso-2022-jp');

/** Bytes of which nobody said the charset: UTF-8 when they are valid UTF-8, else what Western Windows programs write. */
export function decodeUnlabelled(bytes: Uint8Array): string {
  return isUtf8(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
    : WINDOWS_1252.decode(bytes);
}

/** Raw bytes of a header, given as latin1: ASCII passes, 8-bit is guessed, and unannounced ISO-2022-JP is recognised by its escapes. */
export function decodeRaw(latin1: string): string {
  // oxlint-disable-next-line no-control-regex -- the escape is what announces the charset (RFC 1468)
  if (/\x1b\$[@B]/.test(latin1)) return ISO_2022_JP.decode(Buffer.from(latin1, 'latin1'));
  // oxlint-disable-next-line no-control-regex
  return /[^\x00-\x7f]/.test(latin1) ? decodeUnlabelled(Buffer.from(latin1, 'latin1')) : latin1;
}

// What windows-1252 means by the bytes 80–9F, in order. Texts labelled ISO-8859-1 are full of them; as C1 controls they mean nothing.
const WINDOWS_80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** C1 controls shown as the windows-1252 characters that were meant. */
export function mendC1(text: string): string {
  return /[\u0080-\u009f]/.test(text)
    ? text.replace(/[\u0080-\u009f]/g, (char) => WINDOWS_80[char.charCodeAt(0) - 0x80]!)
    : text;
}
