import { connect, type Socket } from 'node:net';

/** A client that says exactly what a test wants on the wire. */
export type Wire = {
  readonly socket: Socket;
  /** everything heard so far */
  heard(): string;
  say(text: string | Buffer): void;
  /** resolves with what was heard once it matches; rejects after `ms` */
  hear(pattern: RegExp, ms?: number): Promise<string>;
  /** says a line and resolves with the reply to it */
  ask(line: string): Promise<string>;
  closed(ms?: number): Promise<void>;
};

export function wire(port: number): Wire {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let ended = false;
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  socket.on('error', () => {});
  socket.on('close', () => (ended = true));
  const until = async (test: () => boolean, ms: number, what: string): Promise<void> => {
    const end = Date.now() + ms;
    while (!test()) {
      if (Date.now() > end) throw new Error(`${what} within ${ms} ms; heard: ${text}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const hear = async (pattern: RegExp, ms = 15_000): Promise<string> => {
    await until(() => pattern.test(text), ms, `not heard: ${pattern.source}`);
    return text;
  };
  return {
    socket,
    heard: () => text,
    say: (more) => void socket.write(more),
    hear,
    async ask(line) {
      text = '';
      socket.write(`${line}\r\n`);
      return (await hear(/^\d{3} .*\r\n$/mu)).trim();
    },
    closed: (ms = 15_000) => until(() => ended, ms, 'not closed'),
  };
}

/** Greets and names a sender and recipients; the next thing to say is DATA. */
export async function introduce(
  client: Wire,
  recipients: readonly string[],
  hello = 'EHLO tester.example',
): Promise<void> {
  await client.hear(/^220 .*\r\n/u);
  await client.ask(hello);
  await client.ask('MAIL FROM:<ana@example.org>');
  for (const recipient of recipients) await client.ask(`RCPT TO:<${recipient}>`);
}
