import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Status and body; `silent` never answers, `die` hangs up after it has read the message. */
export type SmsAnswer = { readonly status: number; readonly body: unknown } | 'silent' | 'die';

export type SmsRequest = {
  readonly path: string;
  readonly login: string;
  readonly form: Readonly<Record<string, string>>;
};

export type SmsService = {
  readonly url: string;
  /** what came, oldest first */
  readonly requests: SmsRequest[];
  /** what the next requests are answered; then again `201 queued` */
  readonly answers: SmsAnswer[];
  close(): Promise<void>;
};

/** A service with the face of Twilio's Messages resource, on a free port of 127.0.0.1. */
export async function startSmsService(): Promise<SmsService> {
  const requests: SmsRequest[] = [];
  const answers: SmsAnswer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {}); // the client went away, as a test wants
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const login = (request.headers.authorization ?? '').replace(/^Basic /u, '');
      requests.push({
        path: `${request.method} ${request.url}`,
        login: Buffer.from(login, 'base64').toString(),
        form: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
      });
      const sid = `SM${String(requests.length).padStart(32, '0')}`;
      const answer = answers.shift() ?? { status: 201, body: { sid, status: 'queued', error_code: null } };
      if (answer === 'silent') return;
      if (answer === 'die') {
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status, { 'content-type': 'application/json', location: '/elsewhere' });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answers,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
