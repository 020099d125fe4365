import type { FaxCase } from '../../../src/domain/fax/facts.ts';
import type { FaxPage, FaxReading } from '../../../src/domain/fax/fax.ts';

const COVER = `Nov 26 2026 09:04 +1 555 010 2231 P. 1
FAX
To: Lindenhof Support
From: Maria Alvarez, Contoso
Pages: 2
Re: Nobody can log in
CONFIDENTIALITY NOTICE: nobody may read this down
nor copy it`;

/** A page that was read with certainty; the first is a cover. */
export const page = (n: number, change: Partial<FaxPage> = {}): FaxPage => ({
  n,
  width: 1728,
  height: 2200,
  dpi: [204, 196],
  text: n === 1 ? COVER : 'Since this morning nobody can log in.',
  confidence: 92,
  turned: 0,
  needsHuman: false,
  blank: false,
  cut: false,
  hash: `${n}`.repeat(64),
  ...change,
});
/** A document of two pages. */
export const reading = (pages: readonly FaxPage[] = [page(1), page(2)]): FaxReading => ({
  kind: 'tiff',
  pages,
  barcodes: [],
  tags: { station: null, caller: null, callerName: null, dialled: null },
  notes: [],
  seconds: 1,
});
/** A fax that came whole, from a number that is told. */
export function fax(change: Partial<FaxCase> = {}, told: Partial<FaxCase['told']> = {}): FaxCase {
  return {
    told: {
      source: 'hylafax',
      sourceId: '1',
      caller: '+15550102231',
      callerName: 'Contoso Clinic',
      station: '+1 555 010 2231',
      dialled: null,
      pages: 2,
      status: 'received',
      error: null,
      barcodes: [],
      ...told,
    },
    caller: '+15550102231',
    reading: reading(),
    unreadable: null,
    document: 'here',
    notice: null,
    ...change,
  };
}
