import type { Lines } from './lines.ts';

/** Most lines a signature has; more text below a "--" is text. */
const MAX_LINES = 25;

/** Whether line n is the signature delimiter `-- ` (RFC 3676 §4.3; its blank is often lost) and a signature's worth of lines follows. */
export function signatureAt(lines: Lines, n: number): boolean {
  if (!/^(?:--|—)$/u.test(lines.at(n))) return false;
  let count = 0;
  for (let at = n + 1; at < lines.count && count <= MAX_LINES; at += 1) {
    const line = lines.at(at).trimStart();
    if (line.startsWith('>')) break;
    if (line !== '') count += 1;
  }
  return count <= MAX_LINES;
}

/** Most lines of one PGP armour. */
const MAX_ARMOUR = 100;

/** The line after the PGP armour that begins at n (RFC 9580 §6.2, §7), else n: the head of a signed text, or the signature itself. */
export function armourEnd(lines: Lines, n: number): number {
  const line = lines.at(n);
  if (!line.startsWith('-----BEGIN PGP SIG')) return n;
  const head = line === '-----BEGIN PGP SIGNED MESSAGE-----';
  if (!head && line !== '-----BEGIN PGP SIGNATURE-----') return n;
  for (let at = n + 1; at < Math.min(lines.count, n + MAX_ARMOUR); at += 1) {
    if (head ? lines.isBlank(at) : lines.at(at) === '-----END PGP SIGNATURE-----') return at + 1;
  }
  return n;
}

// What phones and mail programs write below a mail. The device name ends the line, so that "Sent from my phone, sorry …" is text.
const FOOTERS = [
  /^(?:Sent|Send) (?:from|via|with) (?:my |the )?[\p{L}\p{N}+&' .-]{2,40}$/u,
  /^Get Outlook for (?:iOS|Android|Mac|Windows)\b.{0,80}$/u,
  /^(?:Von|Aus) (?:meinem |meiner |mir )?[\p{L}\p{N}+ .-]{2,40} gesendet\.?$/u,
  /^(?:Diese Nachricht wurde von|Gesendet (?:von|mit|aus)) [\p{L}\p{N}+ .-]{2,60}\.?$/u,
  /^Envoyé (?:de|depuis|à partir de|avec) [\p{L}\p{N}+' .-]{2,40}$/u,
  /^Enviado (?:desde|do|a partir do|con|de) [\p{L}\p{N}+' .-]{2,40}$/u,
  /^Inviato (?:da|dal|con) [\p{L}\p{N}+' .-]{2,40}$/u,
  /^(?:Verstuurd|Verzonden) (?:vanaf|van|vanuit|met) [\p{L}\p{N}+' .-]{2,40}$/u,
  /^(?:Skickat|Sendt|Hämta Outlook) (?:från|fra|för) [\p{L}\p{N}+' .-]{2,40}$/u,
  /^(?:Outlook für (?:iOS|Android) beziehen|Télécharger Outlook pour|Obtener Outlook para|Scarica Outlook per).{0,80}$/u,
];

/** Whether the line is the footer of a phone or a mail program; links in angle brackets after it do not matter. */
export function isMobileFooter(line: string): boolean {
  if (line.length > 200) return false;
  const bare = line.replace(/<[^<>]{0,150}>/gu, '').trim();
  return bare.length <= 110 && FOOTERS.some((footer) => footer.test(bare));
}

/** Shortest paragraph that can be a disclaimer, characters; people's own sentences about secrecy are shorter. */
const MIN_DISCLAIMER = 160;

/** Whether a paragraph is one of the notices that companies print below every mail: long, and about secrecy, addressees and mails at once. */
export function isDisclaimer(paragraph: string): boolean {
  if (paragraph.length < MIN_DISCLAIMER) return false;
  const text = paragraph.slice(0, 4_000);
  const about = [
    /confidential|privileged|vertraulich|confidentiel|confidencial|riservat|vertrouwelijk|konfidentiell|fortrolig|geheim/iu,
    /recipient|addressee|intended|empfänger|adressat|destinataire|destinatari|geadresseerde|mottagare|modtager|bestimmt/iu,
    /e-?mail|message|nachricht|courriel|mensaje|messaggio|bericht|mensagem|meddelande/iu,
    /unauthori[sz]ed|notify|delete|prohibited|disclos|unbefugt|benachrichtig|vernicht|lösch|détrui|supprim|avis|elimin|prohib|vietat|verwijder|förbjud|ansvar/iu,
  ];
  return about.every((words) => words.test(text));
}
