import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sms, type SmsMatter } from '../../../src/format/letter/sms.ts';
import { brief, desk, promise } from './brief.ts';
import { ny } from './hours.ts';

const reminder: SmsMatter = { kind: 'reminder' };
const broken: SmsMatter = { kind: 'alert', cause: { kind: 'broken' } };
const noNumber = promise({ metric: 'resolution', targetMinutes: null, dueAt: null });
const named = (name: string) => brief({ customer: { ...brief().customer!, name } });

describe('an SMS says number, what, by when and whose', () => {
  it.each([
    ['12:53', brief(), reminder, 'K7Q-2M4 level 2?: call back by 13:53 EST, 60 min left. Contoso Clinic'],
    [
      '13:38',
      brief({ suggested: false }),
      reminder,
      'K7Q-2M4 level 2: call back by 13:53 EST, 15 min left. Contoso Clinic',
    ],
    ['13:53', brief(), reminder, 'K7Q-2M4 level 2?: call back by 13:53 EST, due now. Contoso Clinic'],
    ['13:55', brief(), reminder, 'K7Q-2M4 level 2?: LATE: call back was due 13:53 EST. Contoso Clinic'],
    ['14:05', brief(), broken, 'K7Q-2M4 level 2?: LATE: call back was due 13:53 EST. Contoso Clinic'],
    [
      '14:20',
      brief({ suggested: false }),
      { kind: 'alert', cause: { kind: 're-rated', from: 5, at: ny('2026-11-23 14:20'), by: null, reason: null } },
      'K7Q-2M4 level 2: LATE by re-rating: call back was due 13:53 EST. Contoso Clinic',
    ],
    [
      '16:53',
      brief({ level: 1, suggested: false, promise: noNumber }),
      { kind: 'alert', cause: { kind: 'unnumbered', openMinutes: 240 } },
      'K7Q-2M4: Open for 4 working hours without a solution, level 1. Contoso Clinic',
    ],
    [
      '14:40',
      brief({ suggested: false, promise: noNumber }),
      {
        kind: 'alert',
        cause: { kind: 'carried', by: 'customer', who: null, at: ny('2026-11-23 14:40'), reason: 'secret' },
      },
      'K7Q-2M4 level 2: Carried up to you by the customer. Contoso Clinic',
    ],
    ['12:53', brief({ promise: noNumber }), reminder, 'K7Q-2M4 level 2?: resolve. Contoso Clinic'],
    [
      '13:38',
      named('Åse Müller & Søn “Ærø”'),
      reminder,
      'K7Q-2M4 level 2?: call back by 13:53 EST, 15 min left. Åse Müller & Søn "Ærø"',
    ],
    ['13:38', named('Škoda Čáslav'), reminder, 'K7Q-2M4 level 2?: call back by 13:53 EST, 15 min left. Skoda Caslav'],
    ['13:38', named('株式会社'), reminder, 'K7Q-2M4 level 2?: call back by 13:53 EST, 15 min left'],
  ] as const)('at %s', (time, ticket, matter, said) => {
    expect(sms(ticket, matter, desk(time))).toBe(said);
  });

  // 3GPP TS 23.038, the basic alphabet and its extension
  const BASIC =
    '@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
  const EXTENDED = '€[]{}\\^~|';
  const places = (text: string): number =>
    Array.from(text).reduce((sum, one) => sum + (BASIC.includes(one) ? 1 : EXTENDED.includes(one) ? 2 : Number.NaN), 0);

  it('fits into one message of the alphabet that telephones have, whoever the customer is', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('€', '[', 'a', 'é', '\n', ' '), maxLength: 300 }),
    );
    fc.assert(
      fc.property(name, fc.constantFrom(reminder, broken), (given, matter) => {
        const text = sms(named(given), matter, desk('14:05'));
        expect(places(text)).toBeLessThanOrEqual(160);
        expect(text).toMatch(/^K7Q-2M4 level 2\?: LATE/u);
      }),
    );
  });

  it('carries nothing else that a customer wrote', () => {
    const ticket = brief({ subject: 'SECRET', excerpt: 'SECRET', evidence: ['SECRET'], because: 'SECRET' });
    expect(sms(ticket, broken, desk('14:05'))).not.toContain('SECRET');
  });
});
