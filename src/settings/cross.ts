import { cronProblem } from '../lib/tick.ts';
import { deskProblems } from './desk-shape.ts';
import { faxProblems } from './fax-cross.ts';
import { oauthProblems } from './oauth.ts';
import type { Path, Problem } from './problem.ts';
import { promiseProblems } from './promise-cross.ts';
import type { Settings } from './shape.ts';
import { webhookProblems } from './webhook-shape.ts';

/** What no single key can say: names that must be unique, and keys that need each other. */
export function crossChecks(settings: Settings): readonly Problem[] {
  const { blobs, limits, listen, send } = settings;
  const found: Problem[] = [
    ...uniqueMailboxes(settings),
    ...deskProblems(settings.desk, settings.public_url),
    ...promiseProblems(settings),
    ...faxProblems(settings),
    ...webhookProblems(settings.webhooks),
  ];
  const need = (bad: boolean, path: Path, text: string): void => {
    if (bad) found.push({ path, text });
  };
  settings.mailboxes.forEach(({ authentication, imap, folder }, n) => {
    need(
      authentication.mode === 'authserv-id' && authentication.authserv_id === null,
      ['mailboxes', n, 'authentication', 'authserv_id'],
      'mode authserv-id needs a name; give the one that your mail server writes first in Authentication-Results, e.g. mx.example.com',
    );
    if (imap !== null) {
      const { password, oauth } = imap;
      need(
        (password === null) === (oauth === null),
        ['mailboxes', n, 'imap', oauth === null ? 'password' : 'oauth'],
        oauth === null
          ? 'a login needs one of password and oauth; give one'
          : 'password and oauth exclude each other; give one of them',
      );
      found.push(...oauthProblems(oauth, ['mailboxes', n, 'imap', 'oauth']));
    }
    need(
      imap?.after === 'move' && imap.folder === imap.processed_folder,
      ['mailboxes', n, 'imap', 'processed_folder'],
      'mail would be moved to where it is read from; name another folder, or use after: flag',
    );
    need(
      folder !== null && folder.path === folder.processed_path,
      ['mailboxes', n, 'folder', 'processed_path'],
      'files would be moved to where they are read from; name another folder, or null',
    );
  });
  need(
    blobs.store === 'folder' && blobs.folder === null,
    ['blobs', 'folder'],
    'store: folder needs a folder; name one, e.g. ./data/blobs',
  );
  need(
    limits.oversize_kept_bytes > limits.message_bytes,
    ['limits', 'oversize_kept_bytes'],
    'more would be kept of a mail that is too large than of any other; use at most message_bytes',
  );
  const { user, password, oauth } = send.smtp;
  need(
    password !== null && oauth !== null,
    ['send', 'smtp', 'oauth'],
    'password and oauth exclude each other; give one of them',
  );
  need(
    (user === null) !== (password === null && oauth === null),
    ['send', 'smtp', user === null ? 'user' : 'password'],
    oauth === null
      ? 'user and password belong together; give both, or neither'
      : 'oauth needs a user; name the mailbox that sends',
  );
  found.push(...oauthProblems(oauth, ['send', 'smtp', 'oauth']));
  const cron = cronProblem(settings.reconcile_cron);
  need(cron !== null, ['reconcile_cron'], `${cron}; use five cron fields such as "17 3 * * *"`);
  for (const name of ['smtp', 'lmtp'] as const) {
    const { tls_cert_file: cert, tls_key_file: key } = listen[name];
    need(
      (cert === null) !== (key === null),
      ['listen', name, cert === null ? 'tls_cert_file' : 'tls_key_file'],
      'certificate and key belong together; give both, or neither',
    );
  }
  return found;
}

function uniqueMailboxes(settings: Settings): readonly Problem[] {
  const found: Problem[] = [];
  const owners = new Map<string, string>();
  const claim = (name: string, key: string, owner: string, path: Path): void => {
    const other = owners.get(key);
    if (other === undefined) owners.set(key, owner);
    else
      found.push({
        path,
        text: `"${name}" is already taken by mailbox "${other}"; every id and every address stands once`,
      });
  };
  settings.mailboxes.forEach((box, n) => {
    claim(box.id, `id ${box.id}`, box.id, ['mailboxes', n, 'id']);
    claim(box.address, `address ${box.address.toLowerCase()}`, box.id, ['mailboxes', n, 'address']);
    box.aliases.forEach((alias, i) =>
      claim(alias, `address ${alias.toLowerCase()}`, box.id, ['mailboxes', n, 'aliases', i]),
    );
  });
  return found;
}
