import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadSettings, redacted, SettingsError } from '../../src/settings.ts';

let cwd: string;
beforeEach(async () => void (cwd = await mkdtemp(join(tmpdir(), 'desk-settings-'))));
afterEach(() => rm(cwd, { recursive: true }));

const OFFICE = 'mailboxes: [{ id: support, address: support@example.com }]\npublic_url: https://desk.example\n';
const PROVIDER = 'label: Contoso, client_id: c, client_secret: !env SECRET';
const env = { SECRET: 'hush' };

async function load(yaml: string) {
  const file = join(cwd, 'postroom.yaml');
  await writeFile(file, yaml);
  return loadSettings({ file, env, cwd });
}
async function problemsOf(yaml: string): Promise<readonly string[]> {
  const error = await load(yaml).catch((caught: unknown) => caught);
  return error instanceof SettingsError ? error.problems : [`no SettingsError but ${String(error)}`];
}

describe('how people sign in to the desk', () => {
  test('by links alone, unless a provider is named; its secret is not shown', async () => {
    expect((await load(OFFICE)).settings.desk).toEqual({ mail_links: true, oidc: null });
    const { settings } = await load(`${OFFICE}desk: { oidc: { ${PROVIDER}, issuer: 'https://login.example/' } }\n`);
    expect(settings.desk.oidc).toEqual({
      label: 'Contoso',
      issuer: 'https://login.example/',
      client_id: 'c',
      client_secret: 'hush',
      client_auth: 'post',
      email_claim: 'email',
      trust_unverified_email: false,
    });
    expect(JSON.stringify(redacted(settings))).not.toContain('hush');
  });

  test.each([
    ['http://login.example', 'use https:// (http:// only on the same machine)'],
    ['login.example', 'this is no address'],
    ['https://login.microsoftonline.com/common/v2.0', 'put the id of your own tenant there'],
    ['https://login.microsoftonline.com/organizations/v2.0', 'put the id of your own tenant there'],
    ['https://login.example/.well-known/openid-configuration', 'leave out /.well-known/'],
  ])('not with the issuer %s', async (issuer, words) => {
    expect(await problemsOf(`${OFFICE}desk: { oidc: { ${PROVIDER}, issuer: '${issuer}' } }\n`)).toEqual([
      expect.stringMatching(new RegExp(`desk\\.oidc\\.issuer: .*${words.replaceAll(/[()/.]/gu, '\\$&')}`, 'u')),
    ]);
  });

  test.each(['http://127.0.0.1:8080/realms/x', 'http://localhost:8080'])(
    'with one on this machine: %s',
    async (issuer) => {
      const { settings } = await load(`${OFFICE}desk: { oidc: { ${PROVIDER}, issuer: '${issuer}' } }\n`);
      expect(settings.desk.oidc?.issuer).toBe(issuer);
    },
  );

  test('keys that need each other', async () => {
    expect(await problemsOf(`${OFFICE}desk: { mail_links: false }\n`)).toEqual([
      expect.stringContaining('desk.mail_links: then nobody could sign in'),
    ]);
    const other = `desk: { oidc: { ${PROVIDER}, issuer: 'https://login.example', email_claim: upn`;
    expect(await problemsOf(`${OFFICE}${other} } }\n`)).toEqual([
      expect.stringContaining('providers vouch for the claim email alone'),
    ]);
    expect(await problemsOf(`${OFFICE.split('\n')[0]}\n${other}, trust_unverified_email: true } }\n`)).toEqual([
      expect.stringContaining('public_url: desk.oidc leads back to it'),
    ]);
    expect(
      await problemsOf(
        `${OFFICE}desk: { oidc: { ${PROVIDER.replace('!env SECRET', 'hush')}, issuer: 'https://login.example' } }\n`,
      ),
    ).toEqual([expect.stringContaining('client_secret')]);
  });
});
