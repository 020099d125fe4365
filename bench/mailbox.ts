import type { Mailbox } from '../test/peers/dovecot.ts';
import { makeMails } from './mails.ts';

export type Filled = { readonly count: number; readonly bytes: number };

/** Appends the mails of the bench to the mailbox, as if they had just come in. */
export async function fill(mailbox: Mailbox, count: number): Promise<Filled> {
  let bytes = 0;
  await mailbox.as(async (client) => {
    for (const mail of makeMails(count)) {
      bytes += mail.length;
      await client.append('INBOX', mail);
    }
  });
  return { count, bytes };
}

/** Moves the mails that a gateway has taken back to where they came from, for the next gateway. */
export async function refill(mailbox: Mailbox): Promise<void> {
  await mailbox.as(async (client) => {
    await client.mailboxOpen('Processed');
    await client.messageMove('1:*', 'INBOX');
  });
}

/** Empties the mailbox into the folder of taken mails, for a first connection that finds nothing. */
export async function setAside(mailbox: Mailbox): Promise<void> {
  await mailbox.as(async (client) => {
    await client.mailboxCreate('Processed');
    await client.mailboxOpen('INBOX');
    await client.messageMove('1:*', 'Processed');
  });
}
