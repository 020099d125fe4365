import type { Outgoing } from '../../src/domain/outgoing.ts';

/** A mail to send in tests; whatever matters to a test is given by it. */
export function outgoing(change: Partial<Outgoing> = {}): Outgoing {
  return {
    kind: 'acknowledgement',
    messageId: '<k1.6f1c0a3e-2f1b-4c55-9d3a-111111111111.k7q2m4.abcdefghijklmnop@example.com>',
    date: Date.UTC(2026, 10, 23, 17, 53, 0),
    from: { name: 'Support', address: 'support@example.com' },
    to: { name: 'Ana Ruiz', address: 'ana@example.org' },
    envelopeFrom: '',
    replyTo: null,
    subject: '[#K7Q-2M4] We received your message',
    text: 'Hello.\n.\nThe line above is a single dot.\n',
    html: '<p>Hello.</p>',
    inReplyTo: '<first@example.org>',
    references: ['<first@example.org>'],
    headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
    ...change,
  };
}
