import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo, Server } from 'node:net';

type Stored = { uid: number; raw: string; flags: string[] };
type Folder = { uidvalidity: number; messages: Stored[] };

/** The little of hoodiecrow-imap that we use; it comes without types. */
type Hoodiecrow = {
  readonly server: Server;
  listen(port: number, host: string): void;
  close(done: () => void): void;
  getMailbox(path: string): Folder | undefined;
  appendMessage(folder: Folder | string, flags: string[], date: boolean, raw: string): void;
};

const require = createRequire(import.meta.url);
const create = require('hoodiecrow-imap') as (options: object) => Hoodiecrow;

export type TinyServer = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  append(...mails: string[]): void;
  folder(path: string): readonly Stored[];
  /** Makes it another folder of the same name. */
  rebuild(): void;
  stop(): Promise<void>;
};

/** A small IMAP server in this process, so that a bare `npm test` covers the main path. */
export async function startHoodiecrow(
  plugins: string[] = ['ID', 'IDLE', 'MOVE', 'UIDPLUS', 'LITERALPLUS'],
): Promise<TinyServer> {
  const server = create({
    plugins,
    storage: { INBOX: { messages: [] }, '': { separator: '/', folders: {} } },
    users: { desk: { password: 'secret' } },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const sockets = new Set<{ destroy(): void }>();
  server.server.on('connection', (socket) => sockets.add(socket));
  return {
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    user: 'desk',
    password: 'secret',
    append: (...mails) => mails.forEach((mail) => server.appendMessage('INBOX', [], false, mail)),
    folder: (path) => server.getMailbox(path)?.messages ?? [],
    rebuild() {
      server.getMailbox('INBOX')!.uidvalidity += 1;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
}
