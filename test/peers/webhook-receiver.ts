import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

/** A call as it came, its signature checked as Standard Webhooks says. */
export type Received = {
  readonly id: string;
  readonly isSigned: boolean;
  readonly age: number;
  readonly type: string | undefined;
  readonly body: Record<string, unknown>;
};

export type Receiver = {
  readonly url: string;
  readonly port: number;
  /** every call, oldest first, refused ones too */
  readonly calls: Received[];
  /** what it answers from now on; `hang` never does */
  answer: number | 'hang';
  /** further headers of its answers */
  headers: Record<string, string>;
  close(): Promise<void>;
};

/** A program that is told of events, on a real socket. */
export async function startReceiver(secret: string, port = 0): Promise<Receiver> {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const calls: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map((name) =>
        String(request.headers[`webhook-${name}`]),
      ) as [string, string, string];
      const right = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest();
      const [version, given = ''] = signature.split(',');
      const shown = Buffer.from(given, 'base64');
      calls.push({
        id,
        isSigned: version === 'v1' && shown.length === right.length && timingSafeEqual(shown, right),
        age: Math.abs(Date.now() / 1000 - Number(timestamp)),
        type: request.headers['content-type'],
        body: JSON.parse(text) as Record<string, unknown>,
      });
      if (receiver.answer !== 'hang') response.writeHead(receiver.answer, receiver.headers).end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: taken } = server.address() as { port: number };
  const receiver: Receiver = {
    url: `http://127.0.0.1:${taken}/hook`,
    port: taken,
    calls,
    answer: 204,
    headers: {},
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
