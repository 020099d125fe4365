import { sentenceOf } from '../../lib/fault.ts';
import { createLog } from '../../lib/log.ts';
import type { TokenProvider } from '../../lib/oauth/tokens.ts';
import type { ImapSettings, Settings } from '../../settings/shape.ts';
import { connect } from '../../sources/imap/connect.ts';
import { ImapFault } from '../../sources/imap/fault.ts';
import { readerOf, tokensOf, type Reader } from '../../sources/imap/options.ts';
import type { Folder, Session } from '../../sources/imap/session.ts';
import type { Ledger } from '../../sources/port.ts';
import { failed, fromSentence, ok, warning, type Finding } from './check.ts';
import { checkToken } from './oauth.ts';

/** A person waits for the answer: shorter than the gateway's own patience, ms. */
const CONNECT_MS = 10_000;
const TODO = 'check imap.host, imap.port, imap.tls, imap.user and imap.password or imap.oauth';

const SILENT = createLog('silent');

/** Logs in to each IMAP mailbox and opens its folders, as the gateway would; reads no mail and changes nothing. */
export async function checkImap({ mailboxes }: Settings): Promise<readonly Finding[]> {
  const found = mailboxes.map(async ({ id, imap }) => (imap === null ? [] : checkBox(id, imap)));
  return (await Promise.all(found)).flat();
}

/** First whether a token can be had, where one is needed: without it, no login is tried. */
async function checkBox(mailbox: string, settings: ImapSettings): Promise<readonly Finding[]> {
  const tokens = tokensOf({ mailbox, settings, log: SILENT });
  if (settings.oauth === null || tokens === null) return checkOne(mailbox, settings, null);
  const token = await checkToken(`token of ${mailbox}`, settings.oauth, tokens);
  return token.state === 'ok' ? [token, ...(await checkOne(mailbox, settings, tokens))] : [token];
}

async function checkOne(
  mailbox: string,
  settings: ImapSettings,
  tokens: TokenProvider | null,
): Promise<readonly Finding[]> {
  const check = `mailbox ${mailbox}`;
  try {
    return await withSession(readerFor(mailbox, settings, tokens), async (session) => {
      const folder = await session.select();
      const facts = [
        session.canMove() ? 'can move' : 'cannot move',
        session.canIdle() ? 'tells at once (IDLE)' : 'is asked every minute',
      ];
      const where = `${settings.user} at ${settings.host}:${settings.port}, folder ${settings.folder}; ${facts.join(', ')}`;
      return [
        ...(settings.tls === 'none' ? [plain(check, settings)] : []),
        ...told(check, settings, session, folder, where),
        ...(await processed(mailbox, settings, tokens)),
      ];
    });
  } catch (error) {
    return [fromSentence(check, sentenceOf(error), TODO)];
  }
}

/** Whether the server can be told that a mail is kept, in the way that the settings want. */
function told(
  check: string,
  settings: ImapSettings,
  session: Session,
  folder: Folder,
  where: string,
): readonly Finding[] {
  const { after, user } = settings;
  if (folder.readOnly && after !== 'leave')
    return [
      failed(
        check,
        `${where}; ${user} may only read`,
        `give ${user} the right to change the folder, or set imap.after to leave`,
      ),
    ];
  if (after === 'move' && !session.canMove())
    return [
      warning(
        check,
        where,
        'mail is marked instead of moved, for the server knows neither MOVE nor UIDPLUS; nothing to do, or set imap.after to flag',
      ),
    ];
  if (after === 'flag' && !folder.takesKeyword)
    return [warning(check, `${where}; keeps no keywords`, 'set imap.after to move, or to leave')];
  return [ok(check, where)];
}

async function processed(
  mailbox: string,
  settings: ImapSettings,
  tokens: TokenProvider | null,
): Promise<readonly Finding[]> {
  if (settings.after !== 'move') return [];
  const check = `mailbox ${mailbox}, ${settings.processed_folder}`;
  try {
    const folder = settings.processed_folder;
    return await withSession(readerFor(mailbox, { ...settings, folder }, tokens), async (session) => {
      const { readOnly } = await session.select();
      return [
        readOnly
          ? failed(check, `${settings.user} may only read it`, `give ${settings.user} the right to put mail there`)
          : ok(check, 'exists'),
      ];
    });
  } catch (error) {
    if (error instanceof ImapFault && error.kind === 'folder')
      return [ok(check, 'will be made when the first mail is moved')];
    return [fromSentence(check, sentenceOf(error), TODO)];
  }
}

function plain(check: string, { host, oauth }: ImapSettings): Finding {
  return ['127.0.0.1', '::1', 'localhost'].includes(host)
    ? ok(check, 'not encrypted, which is right on the same machine')
    : warning(
        check,
        `the ${oauth === null ? 'password' : 'access token'} goes to ${host} unencrypted`,
        'set imap.tls to implicit (port 993) or starttls (port 143)',
      );
}

async function withSession<T>(reader: Reader, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await connect(reader, new AbortController().signal);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

function readerFor(mailbox: string, settings: ImapSettings, tokens: TokenProvider | null): Reader {
  return readerOf({
    mailbox,
    settings: { ...settings, command_seconds: CONNECT_MS / 1000 },
    limits: { messageBytes: 1_000_000, oversizeKeptBytes: 1_000_000 },
    deliver: async () => [],
    ledger: {} as Ledger, // a session alone remembers nothing
    log: SILENT,
    tokens,
    timing: { connectMs: CONNECT_MS },
  });
}
