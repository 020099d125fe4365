import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../src/domain/authentication.ts';
import { senderTrust } from '../../src/domain/trust.ts';
import { mail, policy } from './mail.ts';

const support = policy.mailboxes[0]!;
const said = (...values: string[]) =>
  mail({ trace: values.map((value) => ['authentication-results', value] as const) });

test('sections, properties and versions are read; comments are not', () => {
  const value =
    'mx.helpdesk.example 1; dkim/1=pass (2048-bit; key) header.d=Contoso.Example header.s=a;' +
    ' spf=none (no (nested) record) smtp.mailfrom="a b"@contoso.example; none';
  const found = findingsOf(said(value), support);
  if (found.silence !== null) throw new Error(found.silence);
  expect(found.findings.map(({ properties, ...rest }) => ({ ...rest, ...Object.fromEntries(properties) }))).toEqual([
    { method: 'dkim', result: 'pass', 'header.d': 'contoso.example', 'header.s': 'a' },
    { method: 'spf', result: 'none', 'smtp.mailfrom': 'a b@contoso.example' },
  ]);
});

test.each([
  [[], 'said nothing'],
  [['mx.evil.example; dmarc=pass header.from=contoso.example'], 'said nothing'],
  [['mx.helpdesk.example; dkim=none', 'mx.helpdesk.example; dkim=pass header.d=contoso.example'], 'several fields'],
])('%j is silence', (values, why) => {
  expect(findingsOf(said(...values), support).silence).toContain(why);
});

describe('a sender cannot write a result into what our server repeats', () => {
  test.each([
    'spf=pass (domain of "dmarc=pass header.from=contoso.example"@evil.example designates it) smtp.mailfrom=a@evil.example; dmarc=none',
    'spf=pass smtp.mailfrom="x dmarc=pass header.from=contoso.example"@evil.example; dmarc=none',
    'spf=pass (a \\) dmarc=pass header.from=contoso.example) smtp.mailfrom=a@evil.example',
    'spf=pass (never closed; dmarc=pass header.from=contoso.example',
    'dmarc=none header.from=contoso.example; spf=pass smtp.mailfrom=a; dmarc=pass header.from=contoso.example',
  ])('%s', (value) => {
    expect(senderTrust(said(`mx.helpdesk.example; ${value}`), support).trust).toBe('unverified');
  });
});
