import { startHostile, type Hostile } from './hostile-imap.ts';

export type TokenImap = Hostile & {
  /** every token that was shown, oldest first */
  readonly shown: string[];
  /** the tokens that let in */
  readonly good: Set<string>;
  /** what it says of the others before its NO (RFC 7628 §3.2.2); null: nothing, as Microsoft does */
  why: object | null;
};

/** A mail server that lets in by access token only, by `OAUTHBEARER` (RFC 7628) or `XOAUTH2`. */
export async function startTokenImap(mechanism: 'OAUTHBEARER' | 'XOAUTH2', hasInitial = true): Promise<TokenImap> {
  const server = await startHostile();
  server.capabilities = `IMAP4rev1 MOVE UIDPLUS IDLE AUTH=${mechanism}${hasInitial ? ' SASL-IR' : ''}`;
  const peer: TokenImap = Object.assign(server, { shown: [], good: new Set<string>(), why: null });
  let pending = '';
  let isRefused = false;
  peer.script = (command, _nth) => {
    const [verb = '', method, initial] = command.split(' ');
    if (verb === 'LOGIN') return '% NO [PRIVACYREQUIRED] tokens only\r\n';
    if (verb === 'AUTHENTICATE' && method !== mechanism) return '% NO no such method\r\n';
    if (verb === 'AUTHENTICATE')
      return (socket, tag) => {
        pending = tag;
        socket.write(initial === undefined ? '+ \r\n' : judge(initial));
      };
    // The answer to a challenge has no tag of its own, and no blank in it.
    if (command === '' && pending !== '')
      return (socket, line) => {
        socket.write(isRefused ? no() : judge(line));
      };
    return undefined;
  };
  const no = (): string => {
    const tag = pending;
    pending = '';
    isRefused = false;
    return `${tag} NO AUTHENTICATE failed.\r\n`;
  };
  const judge = (initial: string): string => {
    const text = Buffer.from(initial, 'base64').toString();
    const token = /auth=Bearer ([^\u0001]+)\u0001/u.exec(text)?.[1] ?? '';
    const user = /(?:^n,a=|^user=)([^,\u0001]+)/u.exec(text)?.[1];
    peer.shown.push(token);
    if (user === peer.user && peer.good.has(token)) {
      const tag = pending;
      pending = '';
      return `${tag} OK welcome\r\n`;
    }
    if (peer.why === null) return no();
    isRefused = true;
    return `+ ${Buffer.from(JSON.stringify(peer.why)).toString('base64')}\r\n`;
  };
  return peer;
}
