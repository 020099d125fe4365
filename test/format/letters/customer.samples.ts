import type { Worded } from '../../../src/format/letter/about.ts';
import {
  createCustomerWording,
  loadCustomerTemplates,
  type CustomerLetterInput,
} from '../../../src/format/letter/customer.ts';
import { ny } from './hours.ts';

/** The letters of the house, as they come with the program. */
export const wording = createCustomerWording(loadCustomerTemplates('config/templates'), 'America/New_York');

/** What a letter to Ana Ruiz is made of. */
export function letter(change: Partial<CustomerLetterInput> = {}): CustomerLetterInput {
  return {
    reference: 'K7Q-2M4',
    subject: 'Cannot post invoices',
    message: 'Which version is shown under Help, About?\nAnd does it also happen on the test system?',
    repName: 'Ben Ode',
    askedAt: null,
    serviceHours: 'Monday to Friday, 8:00 AM to 6:00 PM Eastern',
    phone: '+1 212 555 0100',
    mailboxName: 'Customer Service',
    mailboxAddress: 'support@example.com',
    ...change,
  };
}

/** Mails to customers, by the name of their golden file. */
export const customerSamples: Readonly<Record<string, Worded>> = {
  question: wording('question', letter()),
  'question-without-phone-and-subject': wording('question', letter({ phone: null, subject: null })),
  nudge: wording('nudge', letter({ askedAt: ny('2026-11-19 10:12') })),
  'nudge-of-an-unknown-question': wording('nudge', letter({ askedAt: ny('2026-11-19 10:12'), message: '' })),
  resolution: wording(
    'resolution',
    letter({
      message:
        'The numbering of the posting series had run out at 99999. We set a new one, and the five waiting invoices are posted.',
    }),
  ),
  workaround: wording(
    'workaround',
    letter({
      subject: 'Label prints twice',
      message:
        'Until it is mended:\n\n1. Open the label.\n2. Choose Print, Pages, and set copies to 1 by hand.\n   The program forgets it when it is closed.',
    }),
  ),
  commitment: wording(
    'commitment',
    letter({
      subject: 'Label prints twice',
      message: 'The solution will come with: release 8.2, planned for January.',
    }),
  ),
  reply: wording(
    'reply',
    letter({
      message:
        'Good afternoon Ana,\n\nthank you for the screen shot. It shows what we hoped to see: the period was closed by mistake. Please open it again under Setup, Periods:\n\n  Setup\n    Periods\n      November 2026\n\nand try once more. I call you at three.',
    }),
  ),
};
