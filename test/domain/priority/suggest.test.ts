import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPriorities } from '../../../src/domain/priority/priorities.ts';
import { suggestLevel } from '../../../src/domain/priority/suggest.ts';
import { NO_FACTS } from '../../../src/domain/priority/weigh.ts';
import { loadSettings } from '../../../src/settings.ts';

const { policy } = await loadSettings({ env: {}, cwd: '/' });
const priorities = createPriorities(policy);
const suggest = (body: string, subject = '') => suggestLevel({ subject, body }, priorities);

test.each([
  // [level, what was written]
  [1, 'The production system is down since 8.'],
  [1, 'Since this morning nobody can log in.'],
  [1, 'The service won’t start after the reboot, all 90 users are waiting.'], // typographic apostrophe
  [1, 'Seit heute früh kommt niemand mehr ins System, alle Arbeitsplätze stehen still.'],
  [1, 'Depuis ce matin plus personne ne peut se connecter, tout est bloqué.'],
  [1, 'Desde esta mañana nadie puede entrar en el sistema, está caído.'],
  [2, 'In production no label is printed.'],
  [2, 'Since the update mails are no longer delivered.'],
  [2, 'Month end in production fails with a message, we cannot bill. In test it is fine.'],
  // the head of a letter and where its list stands are no wish for later and no blemish
  [
    2,
    '25 November 2026\n\nSince the update the invoice report of our production system comes out without any totals. The list is on the second page.',
  ],
  [3, 'The test system is down, none of the testers can log in.'],
  [3, 'Invoices are wrong in UAT and we cannot go live next week without them.'],
  [4, 'In the sandbox the import fails, the rest can be tested. Go-live is in six months.'],
  [5, 'There is a typo on the login page. Not urgent.'],
  [5, 'The export button sits a bit too low. It still works, just not pretty.'],
  [6, 'How do I add a user?'],
  [6, 'Wie kann ich einen Benutzer anlegen?'],
  [6, 'Comment puis-je ajouter un utilisateur ?'],
  [6, '¿Cómo puedo añadir un usuario?'],
  [6, 'URGENT!!! ASAP!!! CRITICAL!!! Who is our consultant?'],
  [6, 'Thank you, all is working again since your fix. You can close the ticket.'],
  [6, 'Vielen Dank und schöne Grüße'],
])('%i: %s', (level, body) => {
  expect(suggest(body).level).toBe(level);
});

test.each([
  'Good morning, since eight o’clock nobody can log in to the production system.',
  'System down. All users.',
  'The production system is down. Is there a workaround? How long will it take? Thank you very much for your help!',
  'Small thing, no hurry: nobody in the company has been able to open the program since Monday.',
  'Hello, a question: why does the database not open for anyone?',
  'I would like to make a suggestion. By the way, all users are locked out.',
])('an outage in production is never taken for a trifle or a question: %s', (body) => {
  expect(suggest(body).level).toBeLessThanOrEqual(2);
});

test('the gravest decides, and the subject counts', () => {
  expect(suggest('There is a typo in the menu. Nobody can log in.').level).toBe(1);
  expect(suggest('Please call.', 'Production is down, nobody can work').level).toBe(1);
});

test('the subject of an answer tells what was; that of a forwarded mail is the request', () => {
  expect(suggest('All well again, thank you.', 'RE: Production is down').level).toBe(6);
  expect(suggest('See below.', 'FW: Production is down, nobody can work').level).toBe(1);
});

test('a go-live within a month makes a fault of a test system a 3, one far off a 4', () => {
  const body =
    'On the test server credit notes cannot be made, "original not found". The rest of the list I am testing.';
  const on = (goLive: string) =>
    suggestLevel({ subject: '', body, facts: { ...NO_FACTS, goLive, received: '2026-03-02' } }, priorities).level;
  expect(on('2026-03-16')).toBe(3);
  expect(on('2026-09-01')).toBe(4);
});

test('every piece of evidence stands where it says, and the sentence names words, meaning and level', () => {
  const body = 'Grüße 👋,\n\nin UAT the service won’t start.\nNobody can log in.';
  const { evidence, because, confidence, level } = suggest(body);
  expect(level).toBe(3);
  expect(evidence.map(({ signal }) => signal)).toEqual(expect.arrayContaining(['outage', 'test_system']));
  for (const { text, at } of evidence) expect(body.slice(...at)).toBe(text);
  expect(because).toMatch(
    /^Level 3 \(Test system down\): .*"Nobody can log in".* – the system does not work for anybody/u,
  );
  expect(confidence).toBeGreaterThan(0.5);
});

test('what is in doubt is said', () => {
  const facts = { ...NO_FACTS, faxConfidence: 0.4, openTickets: [{ reference: 'K7Q-2M4', level: 1 }] };
  const { because } = suggestLevel({ subject: '', body: 'Nobody can log in', scanned: true, facts }, priorities);
  expect(because).toContain('no system is named, so production is meant');
  expect(because).toContain('the same customer has open: #K7Q-2M4 (level 1)');
  expect(because).toContain('the fax could be read with 40 % certainty only, so a person must read it');
  expect(suggest('xyzzy').because).toContain('a person must read it');
});

const WORDS = [
  ...'nobody can log in is not down UAT error 👋 é if yesterday n0b0dy Supp ort | ? -'.split(' '),
  "don't",
  'l’accès',
  ' ',
  '.',
  '\n\n',
  '\u0000',
  '- ',
];

test('whatever is written, offsets hold, confidence is a share, and an answer comes', () => {
  const words = fc.constantFrom(...WORDS);
  fc.assert(
    fc.property(fc.array(words), fc.string({ unit: 'binary' }), fc.boolean(), (body, subject, scanned) => {
      const input = { subject, body: body.join(' '), scanned };
      const { level, confidence, evidence } = suggestLevel(input, priorities);
      expect(level).toSatisfy((n: number) => n >= 1 && n <= 6);
      expect(confidence).toSatisfy((n: number) => n >= 0 && n <= 1);
      for (const { text, where, at } of evidence) expect(where === 'fax' ? '' : input[where].slice(...at)).toBe(text);
    }),
  );
});
