import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountAt, startTokenServer, type TokenServer } from '../peers/token-server.ts';
import { startTokenImap, type TokenImap } from '../peers/token-imap.ts';
import { cases, mail, NEVER, rig, running, until, type Rig } from './desk.ts';

describe('a mailbox that wants an access token', () => {
  let tokens: TokenServer;
  let server: TokenImap;
  const use = async (mechanism: 'OAUTHBEARER' | 'XOAUTH2', hasInitial = true): Promise<Rig> => {
    server = await startTokenImap(mechanism, hasInitial);
    server.put(mail(1));
    return rig({ ...server, password: null }, { oauth: accountAt(tokens.url) });
  };
  beforeEach(async () => {
    tokens = await startTokenServer();
  });
  afterEach(async () => {
    await server.stop();
    await tokens.close();
  });

  it.each([
    ['OAUTHBEARER', true],
    ['OAUTHBEARER', false],
    ['XOAUTH2', true],
    ['XOAUTH2', false],
  ] as const)('is read by %s (initial response: %s)', async (mechanism, hasInitial) => {
    const desk = await use(mechanism, hasInitial);
    server.good.add('token-1');
    expect(await desk.source.drain(NEVER)).toEqual({ received: 1, repeats: 0 });
    server.put(mail(2));
    expect(await desk.source.drain(NEVER)).toEqual({ received: 1, repeats: 0 });
    // Two connections, one token.
    expect([server.connections, server.shown, tokens.forms.length]).toEqual([2, ['token-1', 'token-1'], 1]);
  });

  it.each([null, { status: 'invalid_token', scope: 'mail' }])(
    'is read after a revoked token was renewed (%j)',
    async (why) => {
      const desk = await use('XOAUTH2');
      server.good.add('token-1');
      server.why = why;
      await desk.source.drain(NEVER);
      server.good.clear();
      server.good.add('token-2');
      server.put(mail(2));
      expect(await desk.source.drain(NEVER)).toEqual({ received: 1, repeats: 0 });
      expect(server.shown).toEqual(['token-1', 'token-1', 'token-2']);
      expect(cases(desk.kept)).toEqual(['1', '2']);
      expect(desk.troubles.filter((sentence) => sentence !== null)).toEqual([]);
    },
  );

  it('renews a token that is refused once, then waits long and says what to do', async () => {
    const desk = await use('OAUTHBEARER');
    server.why = { status: 'invalid_token' };
    await running(desk.source, async () => {
      await until(() => desk.troubles.length > 0);
      await new Promise((resolve) => {
        setTimeout(resolve, 300);
      });
    });
    expect(server.shown).toEqual(['token-1', 'token-2']);
    expect(desk.troubles).toEqual([
      expect.stringMatching(
        /refuses the access token for desk \(invalid_token\): check imap\.user of mailbox support; .*enterprise application.*Add-MailboxPermission.*every 5 minutes only/u,
      ),
    ]);
    expect(inspect(desk.troubles)).not.toMatch(/hush|token-\d/u);
  });

  it('is not knocked at when no token can be had; that is told at once', async () => {
    const desk = await use('XOAUTH2');
    tokens.answers.push({ status: 401, body: { error: 'invalid_client' } });
    await running(desk.source, () => until(() => desk.troubles.length > 0));
    expect(server.connections).toBe(0);
    expect(desk.troubles).toEqual([expect.stringMatching(/\(invalid_client\): check client_id and client_secret/u)]);
  });

  it('is read as soon as the token server is back', async () => {
    const desk = await use('XOAUTH2');
    server.good.add('token-3');
    tokens.answers.push({ status: 503, body: '' }, { status: 503, body: '' });
    await running(desk.source, () => until(() => desk.kept.length === 1));
    expect(tokens.forms).toHaveLength(3);
  });

  it('and takes none is told so', async () => {
    const desk = await use('XOAUTH2');
    server.capabilities = 'IMAP4rev1 AUTH=PLAIN';
    const error = await desk.source.drain(NEVER).catch((caught: unknown) => caught);
    expect(inspect(error, { depth: 9 })).toMatch(/takes no access tokens \(neither OAUTHBEARER nor XOAUTH2\)/u);
    expect(inspect(error, { depth: 9 })).not.toMatch(/hush|token-\d/u);
    expect(server.commands.some((command) => /LOGIN|AUTHENTICATE/u.test(command))).toBe(false);
  });

  it('shows no token in the errors of a refused login', async () => {
    const desk = await use('XOAUTH2');
    const error = await desk.source.drain(NEVER).catch((caught: unknown) => caught);
    const shown = inspect(error, { depth: 9, showHidden: true });
    expect(shown).toContain('refuses the access token');
    expect(shown).not.toMatch(/hush|token-\d/u);
    expect(shown).not.toContain(Buffer.from('auth=Bearer token-2').toString('base64').slice(4, -4));
  });
});
