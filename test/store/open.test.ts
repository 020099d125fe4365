import { createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { isPermanent } from '../../src/lib/fault.ts';
import { openStore } from '../../src/store/open.ts';

const open = (url: string) => openStore({ url, dataDir: '', connections: 2 }).catch((error: unknown) => error as Error);

it('names a server that is not there, and keeps the password to itself', async () => {
  const error = await open('postgres://me:hunter2@localhost:1/mail');
  expect(error).toMatchObject({
    name: 'Fault',
    message: expect.stringMatching(/me@localhost:1\/mail cannot be used: .*ECONNREFUSED/u),
  });
  expect(inspect(error, { depth: 9 })).not.toContain('hunter2');
  expect(isPermanent(error)).toBe(false);
});

it('does not take another server for a database', async () => {
  const server = createServer((socket) => socket.end('220 mail.example.com ESMTP\r\n')).listen(0);
  const error = await open(`postgres://me:hunter2@127.0.0.1:${(server.address() as AddressInfo).port}/mail`);
  server.close();
  expect(error).toMatchObject({ name: 'Fault', message: expect.stringContaining('cannot be used') });
});

it('says what is wrong with a URL without printing it', async () => {
  expect(inspect(await open('postgres://me:hunter2@[::/mail'), { depth: 9 })).not.toContain('hunter2');
});
