import { describe, expect, test } from 'vitest';
import { gateCustomer, gateStaff } from '../../src/domain/gate.ts';
import { policy } from './mail.ts';

const ruleOf = (passage: ReturnType<typeof gateStaff>): string | null => (passage.pass ? null : passage.rule);

describe('what the house writes to its people', () => {
  test.each([
    ['mail', 'ben@helpdesk.example', null, null],
    ['mail', 'ben@helpdesk.example', 'our mail to it bounced (5.1.1)', 'suppressed'],
    ['mail', 'Support@helpdesk.example', null, 'own_address'],
    ['mail', 'ben, cy@helpdesk.example', null, 'address'],
    ['sms', '+15550102231', null, null],
    ['sms', '0555 010 2231', null, 'number'],
    ['sms', '+0555010223', null, 'number'],
  ] as const)('%s to %s', (outlet, to, suppressed, rule) => {
    const passage = gateStaff({ outlet, to, suppressed, policy });
    expect(ruleOf(passage)).toBe(rule);
    if (!passage.pass) expect(passage.reason).not.toBe('');
  });
});

describe('what goes to a customer', () => {
  test.each([
    ['ana@contoso.example', null, 'verified', null],
    ['ana@contoso.example', null, 'unverified', null],
    ['ana@contoso.example', null, null, null],
    ['ana@contoso.example', null, 'failed', 'sender_check_failed'],
    ['ana@contoso.example', 'our mail to it bounced (5.1.1)', 'verified', 'suppressed'],
    ['no-reply@contoso.example', null, 'verified', 'address'],
    ['billing@helpdesk.example', null, 'verified', 'own_address'],
  ] as const)('%s, %s, %s', (to, suppressed, trust, rule) => {
    const passage = gateCustomer({ to, suppressed, trust, policy });
    expect(ruleOf(passage)).toBe(rule);
    if (!passage.pass) expect(passage.reason).toContain(rule === 'sender_check_failed' ? 'call' : to);
  });
});
