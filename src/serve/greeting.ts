import type { Settings } from '../settings/shape.ts';

/** What stands open, for the first line of the log: every way in, the way out, where to ask for health, and where it is all kept. No secrets. */
export function greeting(settings: Settings, store: 'postgres' | 'embedded'): Readonly<Record<string, unknown>> {
  const { listen, send, mailboxes } = settings;
  const at = ({ host, port }: { readonly host: string; readonly port: number }): string =>
    `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    in: [
      ...mailboxes.flatMap(({ id, imap }) => (imap === null ? [] : [`${id}: IMAP ${imap.folder} at ${at(imap)}`])),
      ...mailboxes.flatMap(({ id, folder }) => (folder === null ? [] : [`${id}: folder ${folder.path}`])),
      ...(['smtp', 'lmtp'] as const).flatMap((kind) =>
        listen[kind].enabled ? [`${kind.toUpperCase()} at ${at(listen[kind])}`] : [],
      ),
    ],
    out: send.outlet === 'smtp' ? `SMTP to ${at(send.smtp)}` : `files in ${send.file.path}, nothing is sent`,
    http: listen.http.enabled ? `http://${at(listen.http)}/health and /metrics` : null,
    database: store === 'embedded' ? `embedded, in ${settings.data_dir}` : 'PostgreSQL',
  };
}
