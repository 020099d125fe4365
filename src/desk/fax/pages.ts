import { faxPart } from '../../store/fax-views.ts';
import { EVERYBODY, type Answer, type Ask, type Desk } from '../desk.ts';

const ID = /^\d{1,18}$/u;
const PICTURE = /^(\d{1,4})\.png$/u;

/** The pages of a fax as pictures, all of them as a PDF, and its document as it came, to be saved. */
export function faxPages(desk: Desk): void {
  const { deps } = desk;
  desk.get('/fax/:id/:part', EVERYBODY, async (ask): Promise<Answer> => {
    const { part = '' } = ask.params;
    if (part === 'pages.pdf') return bytes(ask, 'pdf', 'application/pdf', null);
    // what a stranger sent is handed out to be saved, never shown as anything
    if (part === 'document') return bytes(ask, 'document', 'application/octet-stream', `fax-${ask.params['id'] ?? ''}`);
    const page = PICTURE.exec(part)?.[1];
    return page === undefined ? MISSING : bytes(ask, Number(page), 'image/png', null);
  });

  async function bytes(
    ask: Ask,
    part: Parameters<typeof faxPart>[2],
    type: string,
    saveAs: string | null,
  ): Promise<Answer> {
    const { id = '' } = ask.params;
    const sha256 = ID.test(id) ? await faxPart(deps.acts.db, id, part) : null;
    const found = sha256 === null ? null : await deps.blobs.get(deps.acts.db, sha256);
    if (found === null) return MISSING;
    return {
      send: async (reply) => {
        if (saveAs !== null) reply.header('content-disposition', `attachment; filename="${saveAs}"`);
        return reply.header('cache-control', 'private, max-age=3600').type(type).send(found);
      },
    };
  }
}

const MISSING = { missing: 'There is no such fax or page.' } as const;
