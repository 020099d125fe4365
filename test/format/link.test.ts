import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEVELS } from '../../src/domain/level.ts';
import { LINK_VERBS, type Link, type Links } from '../../src/domain/link.ts';
import { referenceOf } from '../../src/domain/reference.ts';
import { createLinks } from '../../src/format/link.ts';
import { createMarks } from '../../src/format/mark.ts';

const key = Buffer.alloc(32, 7);
const links = createLinks({ key, publicUrl: 'https://desk.example/post' });
const stranger = createLinks({ key: randomBytes(32), publicUrl: 'https://desk.example/post' });

type Made = Parameters<Links['make']>[0];
const reference = fc.array(fc.nat(23), { minLength: 6, maxLength: 6 }).map(referenceOf);
const person = fc.stringMatching(/^[a-z][a-z0-9_-]{0,39}$/u);
const now = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2058, 0) });
const made: fc.Arbitrary<Made> = fc
  .record({
    verb: fc.constantFrom(...LINK_VERBS),
    person,
    reference,
    now,
    level: fc.constantFrom(...LEVELS),
    rung: fc.integer({ min: 1, max: 20 }),
  })
  .chain(({ level, rung, ...link }) =>
    fc.constantFrom<Made>(
      link,
      ...(link.verb === 'level' ? [{ ...link, input: { level } }] : [{ ...link, input: { rung } }]),
    ),
  );

const tokenOf = (link: Made, by: Links = links): string => by.make(link)!.split('/').at(-1)!;

/** Every change of a text by one character: another put in its place, one taken out, one put in. */
const changed = made.chain((link) => {
  const whole = tokenOf(link);
  return fc
    .tuple(fc.nat(whole.length - 1), fc.integer({ min: 33, max: 126 }), fc.constantFrom('replace', 'remove', 'insert'))
    .map(([at, code, how]) => {
      const put = how === 'remove' ? '' : String.fromCharCode(code);
      return [whole, whole.slice(0, at) + put + whole.slice(how === 'insert' ? at : at + 1)] as const;
    });
});

test('looks as documented', () => {
  const url = links.make({
    person: 'ben',
    reference: 'K7Q-2M4',
    verb: 'level',
    input: { level: 2 },
    now: Date.UTC(2026, 10, 23),
  });
  expect(url).toMatch(
    /^https:\/\/desk\.example\/post\/a\/level\.k7q2m4\.ben\.2\.[0-9a-z]{8}\.[a-z2-7]{32}\.[a-z2-7]{26}$/u,
  );
  const bare = createLinks({ key, publicUrl: null });
  expect(bare.make({ person: 'ben', reference: 'K7Q-2M4', verb: 'take', now: 0 })).toBe(null);
});

describe('a link', () => {
  test('comes back as what it was made of', () => {
    fc.assert(
      fc.property(made, (link) => {
        const { person, reference, verb, now, input = {} } = link;
        const read: Omit<Link, 'id'> = { person, reference, verb, input, madeAt: now };
        expect(links.read(tokenOf(link))).toEqual({ ...read, id: expect.stringMatching(/^[a-z2-7]{32}$/u) });
      }),
    );
  });

  test('is ours no more when one character is another', () => {
    fc.assert(
      fc.property(changed, ([whole, other]) => {
        fc.pre(other !== whole);
        expect(links.read(other)).toBe(null);
      }),
      { numRuns: 2_000 },
    );
  });

  test('of another key, and any text, is none of ours', () => {
    fc.assert(
      fc.property(made, fc.string({ maxLength: 300 }), (link, text) => {
        expect(links.read(tokenOf(link, stranger))).toBe(null);
        expect(links.read(text)).toBe(null);
      }),
    );
  });

  test('does not change hands: its parts cannot be put together anew', () => {
    fc.assert(
      fc.property(made, made, fc.nat(5), (a, b, at) => {
        const [mine, theirs] = [tokenOf(a).split('.'), tokenOf(b).split('.')];
        const mixed = mine.with(at, theirs[at]!).join('.');
        fc.pre(mixed !== tokenOf(a) && mine[at] !== theirs[at]);
        expect(links.read(mixed)).toBe(null);
      }),
    );
  });

  test('is another each time, though nothing else is', () => {
    const link: Made = { person: 'ben', reference: 'K7Q-2M4', verb: 'take', now: Date.UTC(2026, 10, 23) };
    const ids = Array.from({ length: 1_000 }, () => links.read(tokenOf(link))!.id);
    expect(new Set(ids).size).toBe(1_000);
  });

  test('is not made of what signs mails', () => {
    const marks = createMarks({ key, instance: 'i' });
    const id = marks.messageId({
      id: '6f1c0a3e-2f1b-4c55-9d3a-111111111111',
      reference: 'K7Q-2M4',
      domain: 'a.example',
    });
    expect(links.read(id)).toBe(null);
  });
});

test('the hidden field of a form fits its own link alone', () => {
  fc.assert(
    fc.property(made, made, fc.string(), (a, b, text) => {
      const [mine, theirs] = [tokenOf(a), tokenOf(b)];
      expect(links.isField(mine, links.field(mine))).toBe(true);
      expect(links.isField(mine, links.field(theirs))).toBe(false);
      expect(links.isField(mine, stranger.field(mine))).toBe(false);
      expect(links.isField(mine, mine.split('.').at(-1)!)).toBe(false);
      expect(links.isField(mine, text)).toBe(false);
    }),
  );
});
