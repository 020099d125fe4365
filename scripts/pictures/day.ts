import { fax } from '../../test/fax/generate.ts';
import { rest, type Office } from './office.ts';

/* What the office went through: a week before, as a pace to reckon with, and a Wednesday morning. */

/** The tickets that pictures are taken of. */
export type Day = { readonly down: string; readonly faxed: string; readonly added: string };

const RAJ = 'Raj Patel <raj@northwind.example>';
const IRIS = 'Iris Dahl <iris@tailspin.example>';
const MEI = 'Mei Lin <mei@contoso.example>';
const KOFI = 'Kofi Mensah <kofi@wideworld.example>';
const EARLIER: readonly (readonly [from: string, subject: string, text: string])[] = [
  [RAJ, 'Payslips without names', 'In production the payslips come out without names.'],
  [IRIS, 'Orders are not printed', 'The live system prints no orders. We cannot ship.'],
  [KOFI, 'Export stops', 'The export to the bank stops in the live system.'],
  [MEI, 'Wrong tax year', 'In production the tax year on the statements is wrong.'],
  [IRIS, 'Prices are missing', 'In production the price list comes out without prices.'],
  [RAJ, 'Holiday hours are doubled', 'The live system counts the hours of a holiday twice.'],
  [KOFI, 'Search finds nothing', 'The search finds nothing in the live system, we cannot work with it.'],
  [MEI, 'Labels print on two pages', 'In production each label is printed on two pages.'],
  [RAJ, 'Bank file is refused', 'The bank refuses the file of the live system.'],
  [IRIS, 'Returns cannot be booked', 'In production returns cannot be booked.'],
  [KOFI, 'Cannot close the month', 'We cannot close the month in production.'],
  [MEI, 'Statements go to old addresses', 'The live system sends statements to old addresses.'],
  [RAJ, 'New clerk cannot sign in', 'In production the new clerk cannot sign in.'],
  [IRIS, 'Delivery dates are wrong', 'In production all delivery dates are wrong.'],
  [KOFI, 'Customs code is cut off', 'The live system cuts off the customs code.'],
  [MEI, 'Reminders go out twice', 'In production reminders go out twice.'],
  [RAJ, 'Report stays empty', 'The monthly report stays empty in production.'],
  [IRIS, 'Picking list prints blank', 'In production the picking list prints blank.'],
];

/** Lets it all happen; the clock stands at 10:09 afterwards. */
export async function liveThrough(office: Office): Promise<Day> {
  await weekBefore(office);
  return wednesday(office);
}

async function weekBefore({ at, mail, act }: Office): Promise<void> {
  let told = 0;
  for (const [n, day] of ['17', '18', '19', '20', '23', '24'].entries())
    for (let i = 0; i < 2 + (n % 3); i += 1) {
      const hour = String(8 + i * 2).padStart(2, '0');
      at(`${day}T${hour}:${10 + n}`);
      const reference = await mail(...EARLIER[told++]!);
      const by = ['ana', 'ben', 'cy'][(n + i) % 3]!;
      const isLate = n > 2 && i === 1;
      at(`${day}T${isLate ? '11:40' : `${hour}:${25 + n + i * 4}`}`);
      if (isLate) await rest(1_500); // that it is late is noticed first
      await act(by, 'level', reference, { level: 2 });
      await act(by, 'contact', reference, { outcome: 'reached' });
      await act(by, 'resolve', reference, { text: 'The service was started again, and it works now.' });
    }
}

async function wednesday(office: Office): Promise<Day> {
  const { at, mail, act } = office;
  at('25T08:04');
  const reset = await mail('Olu Adeyemi <olu@tailspin.example>', 'Password', 'How do I set a new password?\n\nOlu');
  at('25T08:21');
  await act('ana', 'resolve', reset, { text: 'Click “Forgotten” on the first page.' });
  at('25T08:40');
  const stock = await mail(
    'Iris Dahl <iris@tailspin.example>',
    'Stock shows minus in the live system',
    'Since the count of yesterday the live system shows minus for all goods of the warehouse. We cannot ship.\n\nIris',
  );
  at('25T08:52');
  await act('cy', 'take', stock).catch(() => undefined); // it may be their turn already
  await act('cy', 'level', stock, { level: 2 });
  await act('cy', 'contact', stock, { outcome: 'reached', note: 'They ship by hand until noon.' });
  at('25T08:58');
  const customs = await mail(
    'Kofi Mensah <kofi@wideworld.example>',
    'Customs forms do not print, live system',
    'No customs form can be printed in production since the update. Three trucks wait.\n\nKofi',
  );
  at('25T09:02');
  const down = await mail(
    'Lena Vogt <lena@contoso.example>',
    'Nobody can log in since 8',
    'Good morning,\n\nsince eight o’clock nobody can log in to the production system. All 40 people at the front desk wait.\n\nURGENT please.\n\nLena Vogt',
  );
  at('25T09:19');
  await mail(
    'Raj Patel <raj@northwind.example>',
    'Cannot post invoices',
    'We cannot post any invoices on the live system since this morning, all five clerks get error 3021.\n\nWhat we tried: restart, another browser.\n\nRaj',
  );
  at('25T09:23');
  await mail(
    'Tess Grau <tess@northwind.example>',
    'Bank export fails',
    'The export to the bank fails in production with “file is empty”. The run is at noon.\n\nTess',
  );
  at('25T09:31');
  await mail(
    'Mei Lin <mei@contoso.example>',
    'Payroll test: import fails',
    'On our test system the import of the October data fails. Go-live is on 14 December.\n\nMei',
  );
  at('25T09:37');
  await mail(
    'Sam Okoye <sam@wideworld.example>',
    'Test system does not start',
    'The test system does not start any more, nobody can test.\n\nSam',
  );
  at('25T09:40');
  const question = await mail(
    'J. Okafor <okafor@fabrikam.example>',
    'Where do I change the logo?',
    'Where do I change the logo on the invoices?\n\nThanks, J. Okafor',
  );
  at('25T09:44');
  await mail('Scanner <scanner@contoso.example>', 'Out of office: Re: your ticket', 'I am away.', { automatic: true });
  await mail('Eve <eve@evil.example>', '<script>alert(1)</script> You won', '<img src=x onerror=alert(1)> Click here.');
  at('25T09:48');
  await act('ben', 'ask', question, { text: 'Which version do you use? You find it under Help, About.' });
  at('25T09:50');
  await mail(
    'Tess Grau <tess@northwind.example>',
    'Monthly report is slow',
    'The monthly report takes ten minutes since the update, but it works.\n\nTess',
  );
  at('25T09:53');
  await mail(
    'Hana Sato <hana@tailspin.example>',
    'Typo on the delivery note',
    'On the delivery note “adress” should be “address”. Nothing urgent.\n\nHana',
  );
  const faxed = await office.fax(await fax({ pages: LETTER, resolution: 'fine', size: 17 }), {
    caller: '+15550102231',
    station: 'WIDE WORLD IMPORTERS',
  });
  at('25T09:58');
  await mail(
    'Omar Diaz <omar@fabrikam.example>',
    'A wish for the next release',
    'It would be good to sort the list of orders by city.\n\nOmar',
  );
  at('25T10:01');
  await mail(
    'Lena Vogt <lena@contoso.example>',
    'Re: Nobody can log in since 8',
    'Two colleagues got in, then it stopped again. The waiting room is full.\n\nLena',
    { answers: down },
  );
  at('25T10:03');
  await act('ana', 'level', customs, { level: 2 });
  await act('ana', 'contact', customs, { outcome: 'reached', note: 'They print from the old version meanwhile.' });
  at('25T10:04');
  const added = await mail(
    'Priya Nair <priya@northwind.example>',
    'Add a user',
    'How do I add a new user to the payroll group?\n\nPriya',
  );
  at('25T10:07');
  await act('ben', 'take', down).catch(() => undefined);
  await act('ben', 'level', down, { level: 1 });
  await act('ben', 'note', down, {
    text: 'The login server answers, the directory behind it does not. P. Lang’s people look.',
  });
  at('25T10:09');
  await rest(2_500); // what is late by now is told
  await office.settled();
  return { down, faxed, added };
}

const LETTER = [
  [
    'WIDE WORLD IMPORTERS',
    '12 Harbour Road, Portland',
    '',
    'Wednesday morning',
    '',
    'Dear support team,',
    '',
    'since the update of last night the invoice',
    'report of our production system comes out',
    'without any totals.',
    '',
    'We have to send 43 invoices today; their list',
    'follows.',
    '',
    'Please call me back: +1 555 010 2230.',
    '',
    'Mara Lindqvist, Accounts',
  ],
  [
    'The list of the invoices',
    '',
    ...Array.from({ length: 14 }, (_, n) => `Invoice ${40_118 + n * 3}, ${120 + n * 37}.00 dollars`),
  ],
];
