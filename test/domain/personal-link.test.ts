import { expect, test } from 'vitest';
import { withoutPersonalLinks } from '../../src/domain/personal-link.ts';

test.each([
  ['See it:\n  https://desk.example/c/k7q2m4.abc.def\n', 'See it:\n  https://desk.example/c/…\n'],
  ['Take it <https://desk.example/desk/a/take.k7q2m4.ben> now', 'Take it <https://desk.example/desk/a/…> now'],
  ['https://desk.example/sign-in/abc', 'https://desk.example/sign-in/…'],
  ['https://desk.example/tickets/K7Q-2M4', 'https://desk.example/tickets/K7Q-2M4'],
  ['a/c/d and no link', 'a/c/d and no link'],
])('a letter of another is shown without what its reader alone may follow: %j', (text, shown) => {
  expect(withoutPersonalLinks(text)).toBe(shown);
});
