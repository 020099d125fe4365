import type { Lines } from './lines.ts';

type Role = 'from' | 'date' | 'to' | 'cc' | 'subject';

// The labels that mail programs print above the mail they answer or pass on.
const LABELS: Readonly<Record<Role, string>> = {
  from: 'from,von,de,da,van,från,fra,od,expéditeur,remitente,mittente',
  date: 'sent,date,gesendet,datum,envoyé,enviado,enviado el,enviado em,enviada,enviada em,fecha,data,inviato,verzonden,skickat,sendt,dato',
  to: 'to,an,à,a,para,aan,till,til',
  cc: 'cc,kopie,copie,kopia',
  subject: 'subject,betreff,objet,asunto,oggetto,onderwerp,assunto,ämne,emne',
};
const ROLES: ReadonlyMap<string, Role> = new Map(
  (Object.entries(LABELS) as [Role, string][]).flatMap(([role, labels]) =>
    labels.split(',').map((label) => [label, role] as const),
  ),
);

// "*From:* Jane" and "Envoyé : mardi": a label at the line's beginning, perhaps set in bold.
const LABEL = /^[*_\s]{0,4}(\p{L}{1,12}(?: \p{L}{2})?)[*_\s]{0,3}:[*_]{0,2}\s?(.*)$/su;

/** Most lines that a header block spreads over, folded address lists and empty lines between its rows included. */
const MAX_LINES = 16;

/**
 * Where the header block that begins at line n ends (the line after it), or null when none does. Asked for are From, with
 * letters in it, and two more labels of which one is the date or the subject: a table "From: 10 / To: 20" is none.
 */
export function headerBlockAt(lines: Lines, n: number): number | null {
  const from = labelled(lines.at(n));
  if (from?.role !== 'from' || !/\p{L}/u.test(from.value)) return null;
  const seen = new Set<Role>(['from']);
  let end = n + 1;
  let loose = 0;
  for (let at = n + 1; at < lines.count && at < n + MAX_LINES && loose < 3; at += 1) {
    const row = labelled(lines.at(at));
    if (row && !seen.has(row.role)) {
      seen.add(row.role);
      end = at + 1;
      loose = 0;
    } else {
      loose += 1;
    }
  }
  return seen.size >= 3 && (seen.has('date') || seen.has('subject')) ? end : null;
}

function labelled(line: string): { readonly role: Role; readonly value: string } | null {
  const match = LABEL.exec(line);
  const role = match ? ROLES.get(match[1]!.toLowerCase()) : undefined;
  return role === undefined ? null : { role, value: match![2]! };
}
