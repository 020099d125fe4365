import type { ImapFlow, SearchObject } from 'imapflow';
import { temporary } from '../../lib/fault.ts';
import { fromRange } from './range.ts';

/** One answer line must hold them all where the server cannot draw them together: 11 bytes each, line limit 1 MB. */
const PER_LINE = 80_000;

/**
 * UIDs of the selected folder, ascending. Asks for a drawn-together answer (ESEARCH, RFC 4731) where the server can;
 * elsewhere a very large folder is searched in slices of the UID space. A refused search throws: it is never "empty".
 */
export async function searchUids(client: ImapFlow, query: SearchObject): Promise<number[]> {
  const folder = client.mailbox;
  if (folder === false) throw temporary('no folder is open');
  const rich = client.capabilities.has('ESEARCH') || client.enabled.has('IMAP4REV2');
  if (rich || query.uid !== undefined || folder.exists <= PER_LINE) return await ask(client, query);
  const found: number[] = [];
  for (let from = 1; from < folder.uidNext; from += PER_LINE) {
    found.push(...(await ask(client, { ...query, uid: `${from}:${from + PER_LINE - 1}` })));
  }
  return found;
}

async function ask(client: ImapFlow, query: SearchObject): Promise<number[]> {
  const answer = await client.search(query, { uid: true, returnOptions: ['ALL'] });
  if (answer === false || answer === undefined) throw refusal();
  if (Array.isArray(answer)) return answer;
  return answer.all === undefined || answer.all === '' ? [] : fromRange(answer.all);
}

function refusal(): Error {
  return Object.assign(temporary('the server refused the search'), { responseStatus: 'NO' });
}
