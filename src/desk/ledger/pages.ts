import { actOnItem } from '../../acts/item.ts';
import type { ItemVerb } from '../../domain/item.ts';
import { itemJournal, itemLetters, ledgerItem, type LedgerItem } from '../../store/desk/item.ts';
import { ledgerRows, ledgerSum } from '../../store/desk/ledger.ts';
import { noteVisit } from '../../store/desk/visits.ts';
import { mailboxHealth } from '../../store/ledger.ts';
import { KEEPERS, type Answer, type Ask, type Desk } from '../desk.ts';
import { askedOf } from './filter.ts';
import { itemPage } from './item.ts';
import { ledgerList } from './list.ts';

const ID = /^\d{1,18}$/u;
const NO_ITEM = { missing: 'There is no item of this number in the ledger.' } as const;
const NOT_KEPT = { missing: 'The bytes of this item are not kept here.' } as const;
/** Of what was kept, as much is shown: more than any header that is not meant to harm. */
const HEAD_BYTES = 16_384;

/** The ledger: everything that came in and what became of it, and what is done with an item by hand. */
export function ledgerPages(desk: Desk): void {
  const { deps } = desk;
  const { db } = deps.acts;

  desk.get('/ledger', KEEPERS, async (ask) => {
    const asked = askedOf(ask.query, ask.zone);
    const after = ask.query.get('after') ?? '';
    const isClear = asked.problem === null;
    const rows = isClear ? await ledgerRows(db, asked.filter, ID.test(after) ? after : null) : [];
    const [sum, counts] = [await ledgerSum(db, asked.filter), await mailboxHealth(db)];
    const main = ledgerList(deps, ask, { asked, sum, rows, counts });
    return { status: isClear ? 200 : 422, page: { title: 'Ledger', at: 'ledger', main } };
  });

  desk.get('/quarantine', KEEPERS, async () => ({ to: '/ledger?state=quarantined' }));

  desk.get('/ledger/:id', KEEPERS, async (ask) => show(ask, null));

  desk.get('/ledger/:id/raw', KEEPERS, async (ask): Promise<Answer> => {
    const item = await itemOf(ask);
    if (item === null) return NO_ITEM;
    const bytes = item.sha256 === null ? null : await deps.blobs.get(db, item.sha256);
    if (bytes === null) return NOT_KEPT;
    await noteVisit(db, { person: ask.actor.id, ticketId: item.ticketId, page: 'raw', now: ask.now });
    const name = `item-${item.id}${bytes.length < item.size ? '-beginning' : ''}.${endingOf(item, bytes)}`;
    return {
      send: async (reply) =>
        reply
          .header('content-disposition', `attachment; filename="${name}"`)
          .header('content-security-policy', "default-src 'none'; sandbox")
          .type('application/octet-stream')
          .send(bytes),
    };
  });

  for (const verb of ['ticket', 'replay'] as const satisfies readonly ItemVerb[])
    desk.post(`/ledger/:id/${verb}`, KEEPERS, async (ask) => {
      const { id = '' } = ask.params;
      if (!ID.test(id)) return NO_ITEM;
      const done = await actOnItem(deps.acts, verb, { id, actor: ask.actor });
      if (done.done) return { to: `/ledger/${id}`, done: done.words };
      return done.unknown ? NO_ITEM : show(ask, done.why);
    });

  async function itemOf({ params: { id = '' } }: Ask): Promise<LedgerItem | null> {
    return ID.test(id) ? ledgerItem(db, id) : null;
  }

  async function show(ask: Ask, refused: string | null): Promise<Answer> {
    const item = await itemOf(ask);
    if (item === null) return NO_ITEM;
    await noteVisit(db, { person: ask.actor.id, ticketId: item.ticketId, page: 'ledger', now: ask.now });
    const [journal, letters] = [await itemJournal(db, item), await itemLetters(db, item)];
    const main = itemPage(deps, ask, { item, journal, letters, head: await headOf(item) }, refused);
    return { status: refused === null ? 200 : 422, page: { title: `Ledger no. ${item.id}`, at: 'ledger', main } };
  }

  /** The header of a mail, as it stands in its bytes, or the record of a call; null for what is neither. */
  async function headOf({ sha256, via }: LedgerItem): Promise<string | null> {
    if (sha256 === null) return null;
    const bytes = await deps.blobs.get(db, sha256);
    if (bytes === null) return '';
    if (via === 'fax') return null;
    const text = bytes.subarray(0, HEAD_BYTES).toString();
    if (via === 'phone') return shown(text);
    const end = /\r?\n\r?\n/u.exec(text)?.index ?? text.length;
    return shown(text.slice(0, end)) || '(It has no header.)';
  }
}

/** Text without signs that a page must not hold, or that turn its direction: they become visible. */
function shown(text: string): string {
  return text.replaceAll(/[^\P{C}\t\n]/gu, (sign) => (sign === '\r' ? '' : '\u{FFFD}'));
}

function endingOf({ via }: LedgerItem, bytes: Buffer): string {
  if (via === 'phone') return 'txt';
  if (via !== 'fax') return 'eml';
  const start = bytes.subarray(0, 4).toString('latin1');
  return start === '%PDF' ? 'pdf' : start.startsWith('II') || start.startsWith('MM') ? 'tif' : 'bin';
}
