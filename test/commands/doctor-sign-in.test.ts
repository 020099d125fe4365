import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkSignIn } from '../../src/commands/doctor/sign-in.ts';
import { settingsShape, type Settings } from '../../src/settings/shape.ts';
import { startOidc, type OidcPeer } from '../peers/oidc.ts';

let peer: OidcPeer;
beforeAll(async () => {
  peer = await startOidc('https://desk.example/sign-in/oidc/callback');
});
afterAll(() => peer.stop());

function office(oidc: object | null): Settings {
  return settingsShape.parse({
    mailboxes: [{ id: 'support', address: 'support@example.com' }],
    public_url: 'https://desk.example',
    desk: { oidc: oidc === null ? null : { label: 'Contoso', ...peer.account, ...oidc } },
  });
}

test('a provider that answers is told what it must know; none is no matter', async () => {
  expect(await checkSignIn(office(null))).toEqual([]);
  expect(await checkSignIn(office({}))).toEqual([
    {
      check: 'sign-in',
      state: 'ok',
      what: `${new URL(peer.account.issuer).host} answers; it must know the redirect URI https://desk.example/sign-in/oidc/callback`,
      todo: '',
    },
  ]);
});

test('one that does not, or calls itself otherwise, is told with what to do', async () => {
  const [other] = await checkSignIn(office({ issuer: `${peer.account.issuer}/realms/x` }));
  expect(other).toMatchObject({ state: 'failed', todo: expect.stringContaining('check') });
  const [slash] = await checkSignIn(office({ issuer: peer.account.issuer.replace('127.0.0.1', 'localhost') }));
  expect(slash).toMatchObject({ state: 'failed', todo: expect.stringContaining('copy it letter by letter') });
  const [down] = await checkSignIn(office({ issuer: 'http://127.0.0.1:9' }));
  expect(down).toMatchObject({ state: 'failed', todo: expect.stringContaining('check desk.oidc.issuer') });
});
