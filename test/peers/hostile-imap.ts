import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

type Message = { uid: number; raw: string; keywords: Set<string>; announced?: number };

/** What the server says to a command; a function may do anything to the socket instead and answers nothing by itself. */
export type Answer = string | ((socket: Socket, tag: string) => void) | undefined;

export type Hostile = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** every command received, e.g. `UID FETCH 1:3 (…)`, without its tag */
  readonly commands: string[];
  readonly inbox: Message[];
  readonly processed: Message[];
  connections: number;
  /** connections that are open now */
  readonly open: number;
  capabilities: string;
  uidvalidity: number;
  permanentFlags: string;
  /** whether MOVE says where the mail went */
  copyuid: boolean;
  hasTarget: boolean;
  /** Asked before each command: the answer replaces the server's own (`%` is the tag). */
  script: (command: string, nth: number) => Answer;
  put(...mails: string[]): void;
  stop(): Promise<void>;
};

/** Speaks enough IMAP for one reader, and misbehaves as told. */
export async function startHostile(): Promise<Hostile> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    serve(peer, socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  let nextUid = 1;
  const peer: Hostile = {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    user: 'desk',
    password: 'secret',
    commands: [],
    inbox: [],
    processed: [],
    connections: 0,
    get open() {
      return sockets.size;
    },
    capabilities: 'IMAP4rev1 MOVE UIDPLUS IDLE',
    uidvalidity: 7,
    permanentFlags: '\\Deleted \\Seen \\*',
    copyuid: true,
    hasTarget: true,
    script: () => undefined,
    put(...mails) {
      for (const raw of mails) peer.inbox.push({ uid: nextUid++, raw, keywords: new Set() });
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return peer;
}

function serve(peer: Hostile, socket: Socket): void {
  peer.connections += 1;
  socket.write(`* OK [CAPABILITY ${peer.capabilities}] ready\r\n`);
  let buffer = '';
  let idle: string | null = null;
  socket.on('data', (data) => {
    buffer += data.toString('latin1');
    for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      if (idle !== null) {
        socket.write(`${idle} OK done\r\n`);
        idle = null;
        continue;
      }
      const [tag = '', ...rest] = line.split(' ');
      const command = rest.join(' ');
      peer.commands.push(command);
      const answer = peer.script(command, peer.commands.length);
      if (typeof answer === 'function') answer(socket, tag);
      else if (answer !== undefined) socket.write(answer.replaceAll('%', tag), 'latin1');
      else if (command === 'IDLE') socket.write(`+ idling\r\n`, () => (idle = tag));
      else socket.write(reply(peer, command).replaceAll('%', tag), 'latin1');
      if (command === 'LOGOUT') socket.end();
    }
  });
}

function reply(peer: Hostile, command: string): string {
  const [verb = '', ...args] = command.replace(/^UID /u, 'UID_').split(' ');
  switch (verb.toUpperCase()) {
    case 'CAPABILITY':
      return `* CAPABILITY ${peer.capabilities}\r\n% OK done\r\n`;
    case 'LIST':
      return `* LIST () "/" INBOX\r\n% OK done\r\n`;
    case 'SELECT':
      return (
        `* ${peer.inbox.length} EXISTS\r\n* FLAGS (\\Seen \\Deleted)\r\n* OK [PERMANENTFLAGS (${peer.permanentFlags})] ok\r\n` +
        `* OK [UIDVALIDITY ${peer.uidvalidity}] ok\r\n* OK [UIDNEXT ${(peer.inbox.at(-1)?.uid ?? 1000) + 1}] ok\r\n% OK [READ-WRITE] done\r\n`
      );
    case 'UID_SEARCH':
      return `* SEARCH${search(peer, args)
        .map((uid) => ` ${uid}`)
        .join('')}\r\n% OK done\r\n`;
    case 'UID_FETCH':
      return `${chosen(peer.inbox, args[0]!)
        .map((message) => row(peer, message, command))
        .join('')}% OK done\r\n`;
    case 'UID_STORE':
      for (const message of chosen(peer.inbox, args[0]!))
        for (const word of args.slice(2).join(' ').replaceAll(/[()]/gu, '').split(' ')) message.keywords.add(word);
      return '% OK done\r\n';
    case 'UID_MOVE':
      return peer.hasTarget ? move(peer, args[0]!) : '% NO [TRYCREATE] no such folder\r\n';
    case 'CREATE':
      peer.hasTarget = true;
      return '% OK done\r\n';
    case 'LOGOUT':
      return '* BYE bye\r\n% OK done\r\n';
    case 'LOGIN':
    case 'NOOP':
    case 'SUBSCRIBE':
      return '% OK done\r\n';
    default:
      return `% BAD what is ${verb}?\r\n`;
  }
}

function search(peer: Hostile, args: readonly string[]): number[] {
  const text = args.join(' ').toUpperCase();
  if (text.startsWith('UNKEYWORD'))
    return peer.inbox.flatMap(({ uid, keywords }) => (keywords.has(args[1]!) ? [] : [uid]));
  const range = text.startsWith('UID ') ? args[1]! : '1:*';
  return chosen(peer.inbox, range).map(({ uid }) => uid);
}

function chosen(messages: readonly Message[], range: string): Message[] {
  const parts = range.split(',').map((part) => part.split(':').map((text) => (text === '*' ? Infinity : Number(text))));
  return messages.filter(({ uid }) => parts.some(([from = 0, to = from]) => uid >= from && uid <= to));
}

/** One FETCH answer, with what was asked for. */
export function row(peer: Hostile, message: Message, command: string): string {
  const seq = peer.inbox.indexOf(message) + 1;
  const items = [`UID ${message.uid}`];
  if (/RFC822\.SIZE/u.test(command)) items.push(`RFC822.SIZE ${message.announced ?? message.raw.length}`);
  if (/INTERNALDATE/u.test(command)) items.push('INTERNALDATE "25-Nov-2026 10:00:00 +0000"');
  const partial = /BODY\.PEEK\[\](?:<(\d+)\.(\d+)>)?/u.exec(command);
  if (partial !== null) {
    const body = partial[2] === undefined ? message.raw : message.raw.slice(0, Number(partial[2]));
    items.push(`BODY[]${partial[2] === undefined ? '' : '<0>'} {${body.length}}\r\n${body}`);
  }
  return `* ${seq} FETCH (${items.join(' ')})\r\n`;
}

function move(peer: Hostile, range: string): string {
  const moved = chosen(peer.inbox, range);
  const first = peer.processed.length + 1;
  const gone = moved.map((message) => `* ${peer.inbox.indexOf(message) + 1} EXPUNGE\r\n`).toReversed();
  const uids = moved.map(({ uid }) => uid).join(',');
  const to = moved.map((_, n) => first + n).join(',');
  for (const message of moved) peer.inbox.splice(peer.inbox.indexOf(message), 1);
  peer.processed.push(...moved);
  const where = peer.copyuid && moved.length > 0 ? `* OK [COPYUID 9 ${uids} ${to}] moved\r\n` : '';
  return `${where}${gone.join('')}% OK done\r\n`;
}
