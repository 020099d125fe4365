import { describe, expect, test } from 'vitest';
import { judgeLink, LINK_LIFE, type Line, type Link, type LinkVerb } from '../../src/domain/link.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time.ts';
import { ny } from './promise/office.ts';

const MADE = ny('2026-11-23 12:53') + 400; // ms
const NOW = MADE + HOUR;

const link = (verb: LinkVerb): Link => ({ id: 'x', person: 'cy', reference: 'K7Q-2M4', verb, input: {}, madeAt: MADE });
const line = (act: string, at: number, actor = 'ben', detail = {}): Line => ({ at, actor, act, detail });
const open = { state: 'open', bucket: 'desk', waitingSince: null, assignee: null } as const;
const judge = (verb: LinkVerb, known: Partial<Parameters<typeof judgeLink>[1]> = {}, now = NOW) =>
  judgeLink(link(verb), { ticket: open, used: null, lines: [], ...known }, now);

test('a fresh link may be used, up to the end of its life', () => {
  expect(judge('take')).toEqual({ is: 'open' });
  expect(judge('take', {}, MADE + LINK_LIFE - 1)).toEqual({ is: 'open' });
  expect(judge('take', {}, MADE + LINK_LIFE)).toEqual({ is: 'expired' });
});

test('a use is told even when the link would be too old', () => {
  const used = { at: NOW, words: 'Cy Park has K7Q-2M4' };
  expect(judge('take', { used }, MADE + 2 * LINK_LIFE)).toEqual({ is: 'used', ...used });
});

test.each([
  ['take', { ...open, state: 'resolved' }, 'closed'],
  ['seen', { ...open, state: 'resolved' }, 'open'],
  ['called', { ...open, state: 'resolved' }, 'open'],
  ['called', { ...open, state: 'merged' }, 'closed'],
  ['level', { ...open, bucket: 'junk' }, 'closed'],
  ['ask', { ...open, waitingSince: NOW }, 'open'],
  ['take', { ...open, assignee: 'cy' }, 'already'],
] as const)('%s on %j is %s', (verb, ticket, is) => {
  expect(judge(verb, { ticket })).toMatchObject({ is });
});

describe('somebody was faster', () => {
  const bens = { ...open, assignee: 'ben' };

  test('by taking it, being given it, or calling', () => {
    for (const act of ['taken', 'assigned', 'contact_logged']) {
      const by = line(act, MADE + MINUTE);
      expect(judge('take', { ticket: bens, lines: [by] })).toEqual({ is: 'overtaken', by });
    }
  });

  test('not by having had it when the notice was written: whoever is on duty may take it over', () => {
    expect(judge('take', { ticket: bens, lines: [line('assigned', MADE - HOUR, 'postroom', { to: 'ben' })] })).toEqual({
      is: 'open',
    });
    // in the very moment of the notice
    expect(judge('take', { ticket: bens, lines: [line('assigned', MADE + 300)] })).toEqual({ is: 'open' });
    expect(judge('take', { ticket: bens, lines: [line('assigned', MADE + SECOND)] })).toMatchObject({
      is: 'overtaken',
    });
  });

  test('not once it is free again', () => {
    expect(
      judge('take', { lines: [line('taken', MADE + MINUTE), line('assigned', MADE + HOUR / 2, 'ben', { to: null })] }),
    ).toEqual({
      is: 'open',
    });
  });

  test('by confirming a level; a call or a question takes nothing from another', () => {
    const by = line('level_corrected', MADE + MINUTE);
    expect(judge('level', { lines: [line('level_confirmed', MADE - HOUR), by] })).toEqual({ is: 'overtaken', by });
    for (const verb of ['called', 'ask', 'seen'] as const)
      expect(judge(verb, { ticket: bens, lines: [by, line('contact_logged', NOW), line('taken', NOW)] })).toEqual({
        is: 'open',
      });
  });
});
