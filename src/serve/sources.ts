import { hostname } from 'node:os';
import type { House } from '../serve.ts';
import { mailboxOfFax } from '../domain/fax/mailbox.ts';
import { faxFolderSource } from '../sources/fax/folder.ts';
import { folderSource } from '../sources/folder.ts';
import { imapSource } from '../sources/imap.ts';
import type { Source } from '../sources/port.ts';
import { smtpListener } from '../sources/smtp.ts';

/** The ways in that the settings name. A new one is one more line here. */
export function openSources({
  loaded: { settings, policy },
  deliver,
  ledger,
  log,
  metrics,
  now,
}: House): Pick<House, 'sources' | 'countable'> {
  const limits = {
    messageBytes: settings.limits.message_bytes,
    oversizeKeptBytes: settings.limits.oversize_kept_bytes,
  };
  const addresses = policy.mailboxes.map(({ id, addresses }) => ({ id, addresses }));
  const listener = (kind: 'smtp' | 'lmtp'): readonly Source[] =>
    settings.listen[kind].enabled
      ? [
          smtpListener({
            kind,
            settings: settings.listen[kind],
            mailboxes: addresses,
            limits,
            deliver,
            log,
            hostname: hostname(),
            now,
          }),
        ]
      : [];
  const polls = {
    add: (name: string, mailbox: string, by: number) =>
      name === 'rounds' || name === 'failures' ? metrics.polled(name, mailbox, by) : undefined,
  };
  const imap = settings.mailboxes.flatMap(({ id, imap }) =>
    imap === null
      ? []
      : [{ mailbox: id, ...imapSource({ mailbox: id, settings: imap, limits, deliver, ledger, log, metrics: polls }) }],
  );
  // A folder and an IMAP folder of one mailbox are read apart from each other, so they are remembered apart.
  const notes = {
    polled: (mailbox: string) => ledger.polled(`folder:${mailbox}`),
    trouble: (mailbox: string, sentence: string | null) => ledger.trouble(`folder:${mailbox}`, sentence),
  };
  const folders = settings.mailboxes.flatMap(({ id, folder }) =>
    folder === null
      ? []
      : [folderSource({ mailbox: id, settings: folder, limits: settings.limits, deliver, ledger: notes, log })],
  );
  const faxFolders = settings.fax.folders.map((folder) => {
    const name = `fax-folder:${folder.id}`;
    return faxFolderSource({
      settings: folder,
      maxBytes: settings.fax.reading.max_bytes,
      mailboxOf: (told, otherwise) => mailboxOfFax(told, settings.fax.numbers, otherwise),
      deliver,
      ledger: {
        polled: () => ledger.polled(name),
        trouble: (_mailbox: string, sentence: string | null) => ledger.trouble(name, sentence),
      },
      log,
    });
  });
  return { sources: [...imap, ...folders, ...faxFolders, ...listener('smtp'), ...listener('lmtp')], countable: imap };
}
