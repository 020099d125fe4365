import type { FaxNotice } from './notice.ts';

/** The subject of the ticket of a notice: who sent how much, and first of all where the fax is when it did not come along. */
export function subjectOfNotice({ told, document, service }: FaxNotice): string {
  const pages = told.pages === null ? '' : told.pages === 1 ? ', 1 page' : `, ${told.pages} pages`;
  const fax = `fax from ${whoSent(told)}${pages}`;
  if (document === 'portal') return `A fax waits in the portal of ${service}: ${fax}`;
  if (told.status === 'failed') return `A fax did not arrive: ${fax}`;
  if (document === 'none') return `${service} told of a fax, and sent no document: ${fax}`;
  return told.status === 'partial'
    ? `Incomplete fax from ${whoSent(told)}${pages}`
    : `Fax from ${whoSent(told)}${pages}`;
}

/** The number first, for it is the line's word; then the names, which are the sender's. */
function whoSent({ caller, callerName, station }: FaxNotice['told']): string {
  const name = callerName ?? station;
  if (caller === null) return name ?? 'an unknown number';
  return name === null || sameDigits(name, caller) ? caller : `${caller} (${name})`;
}

/** Many machines call themselves by their number. */
function sameDigits(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => text.replaceAll(/\D/gu, '').replace(/^1(?=\d{10}$)/u, ''));
  return one !== '' && one === other;
}
