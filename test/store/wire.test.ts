import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { queryMessage } from '../../src/store/embedded/frames.ts';
import { createWire } from '../../src/store/embedded/wire.ts';

/*
 * What is hard to bring about with the real database. `execute` here answers "ReadyForQuery" alone, with the status
 * that the statement names: I idle, T in a transaction; `fail` fails.
 */
const STARTUP = Buffer.from([0, 0, 0, 9, 0, 3, 0, 0, 0]);
const ready = (status: string) => Buffer.from(`Z\0\0\0\x05${status}`);

let ran: string[];
let fatal: unknown[];
let server: Server;
const clients: Socket[] = [];
beforeEach(async () => {
  ran = [];
  fatal = [];
  const wire = createWire(
    async (messages, onAnswer) => {
      const text = messages.toString('latin1');
      const statement = /Q....(\w+)\0$/su.exec(text)?.[1] ?? 'startup';
      ran.push(statement);
      if (statement === 'fail') throw new Error('aborted');
      onAnswer(ready(statement === 'T' ? 'T' : 'I'));
    },
    (error) => fatal.push(error),
  );
  server = createServer((socket) => wire.accept(socket)).listen(0);
  await new Promise((resolve) => server.once('listening', resolve));
});
afterEach(() => {
  vi.useRealTimers();
  for (const client of clients.splice(0)) client.destroy();
  server.close();
});

async function client(): Promise<{ socket: Socket; heard(): string }> {
  const socket = connect((server.address() as AddressInfo).port);
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  socket.on('error', () => {});
  clients.push(socket);
  socket.write(STARTUP);
  await vi.waitFor(() => expect(text).toContain('Z'));
  return { socket, heard: () => text };
}

it('takes the turn from a client that idles in its transaction', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const [idler, other] = [await client(), await client()];
  idler.socket.write(queryMessage('T'));
  await vi.waitFor(() => expect(ran).toContain('T'));
  other.socket.write(queryMessage('other'));
  await vi.advanceTimersByTimeAsync(59_000);
  expect(ran).not.toContain('other');
  await vi.advanceTimersByTimeAsync(2_000);
  await vi.waitFor(() => expect(ran.slice(-2)).toEqual(['rollback', 'other']));
  await vi.waitFor(() => expect(idler.heard()).toContain('C25P03'));
});

it('rolls back for a client that goes, before anybody else has a turn', async () => {
  const [goer, other] = [await client(), await client()];
  goer.socket.write(queryMessage('T'));
  await vi.waitFor(() => expect(ran).toContain('T'));
  other.socket.write(queryMessage('other'));
  goer.socket.destroy();
  await vi.waitFor(() => expect(ran.slice(-3)).toEqual(['T', 'rollback', 'other']));
});

it('runs nothing more once the database has failed', async () => {
  const [one, other] = [await client(), await client()];
  one.socket.write(queryMessage('fail'));
  await vi.waitFor(() => expect(fatal).toEqual([new Error('aborted')]));
  other.socket.write(queryMessage('other'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(ran.at(-1)).toBe('fail');
});
