/** The line above which our own mails ask people to write; whatever stands below it came from us. */
export const OUR_MARKER = '##- Please write above this line -##';

// What mail programs write over a mail that is passed on, between dashes or alone on its line.
const FORWARDED = [
  'forwarded message',
  'begin forwarded message',
  'fwd message',
  'weitergeleitete nachricht',
  'anfang der weitergeleiteten nachricht',
  'anfang der weitergeleiteten e-mail',
  'message transféré',
  'message réexpédié',
  'début du message réexpédié',
  'début du message transféré',
  'message transmis',
  'mensaje reenviado',
  'inicio del mensaje reenviado',
  'inicio del mensaje reenviado',
  'messaggio inoltrato',
  'inizio messaggio inoltrato',
  'inizio del messaggio inoltrato',
  'doorgestuurd bericht',
  'begin doorgestuurd bericht',
  'doorgestuurde bericht',
  'mensagem encaminhada',
  'início da mensagem encaminhada',
  'início da mensagem reencaminhada',
  'mensagem reencaminhada',
  'vidarebefordrat meddelande',
  'vidarebefordrat brev',
  'början på vidarebefordrat brev',
  'videresendt besked',
  'videresendt meddelelse',
  'videresendt melding',
];

// The same over the mail that is answered. Only between dashes: as words they are too common.
const ORIGINAL = [
  'original message',
  'original appointment',
  'reply message',
  'ursprüngliche nachricht',
  'originalnachricht',
  "message d'origine",
  'message d’origine',
  'message original',
  'message initial',
  'mensaje original',
  'messaggio originale',
  'oorspronkelijk bericht',
  'mensagem original',
  'originalmeddelande',
  'ursprungligt meddelande',
  'oprindelig meddelelse',
  'opprinnelig melding',
];

const DASHED = /^[-_*]{2,20}[ \t]{0,4}(.{4,60}?)[ \t]{0,4}[-_*]{0,20}:?$/u;

/** What a line says that stands above another mail: that it is passed on, that it is answered, or that it is ours. */
export function markerOf(line: string): 'forwarded' | 'original' | 'ours' | null {
  if (line.length > 120) return line.slice(0, 200).includes(OUR_MARKER) ? 'ours' : null;
  const trimmed = line.trim();
  if (trimmed.includes('##-') && trimmed.includes(OUR_MARKER)) return 'ours';
  const inside = DASHED.exec(trimmed)?.[1]?.trim().toLowerCase();
  if (inside !== undefined) {
    // Gmail's line ends in dashes, some programs add who sent it: "Forwarded by …".
    if (FORWARDED.includes(inside) || /^forwarded by\b/u.test(inside)) return 'forwarded';
    return ORIGINAL.includes(inside) ? 'original' : null;
  }
  const alone = trimmed.replace(/[ \t]?:$/u, '').toLowerCase();
  return alone.length < trimmed.length && FORWARDED.includes(alone) ? 'forwarded' : null;
}

/** Whether a subject says that the mail is passed on (Fwd:, WG:, TR:, …), after any ticket tag in brackets. */
export function saysForwarded(subject: string): boolean {
  return /^(?:\[[^\]]{1,60}\]\s{0,3})?(?:fwd?|wg|tr|rv|enc|i|vs|vb|doorst|res?end)\s{0,2}:/iu.test(subject.trim());
}
