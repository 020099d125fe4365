/*
 * PDFs written by hand, for what no library would write: locked ones, and bombs.
 */

/** A PDF of these pages' objects. Object 1 is the catalogue, 2 the list of pages, and the first `pages` of `objects` are the pages. */
export function pdfOf(objects: readonly (string | Buffer)[], { pages = 1, trailer = '' } = {}): Buffer {
  const kids = Array.from({ length: pages }, (_, i) => `${i + 3} 0 R`).join(' ');
  const all = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    ...objects,
  ].map((object, i) =>
    Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n')]),
  );
  const head = Buffer.from('%PDF-1.7\n');
  let at = head.length;
  const places = all.map((object) => {
    const place = `${String(at).padStart(10, '0')} 00000 n \n`;
    at += object.length;
    return place;
  });
  const size = all.length + 1;
  const tail = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}trailer << /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.concat([head, ...all, Buffer.from(tail)]);
}

/** A page that shows `contents`, with these entries besides. */
export function pageObject(contents: number | null, entries = ''): string {
  const shown = contents === null ? '' : `/Contents ${contents} 0 R`;
  return `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] ${shown} ${entries} >>`;
}

/** A stream with these entries in its dictionary. */
export function streamObject(entries: string, data: Buffer | string): Buffer {
  const bytes = Buffer.from(data);
  return Buffer.concat([
    Buffer.from(`<< ${entries} /Length ${bytes.length} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);
}
