import type { FastifyInstance } from 'fastify';
import { pageMail } from '../format/page-mail.ts';
import { customerRoutes } from '../http/customer/routes.ts';
import type { House } from '../serve.ts';

/** The pages of customers, wired to a house: what is added there comes in as every mail does. */
export function customerPages(house: House): (app: FastifyInstance) => void {
  const { acts, customerLinks: links, loaded, log } = house;
  const { policy, zone } = loaded;
  return customerRoutes({
    acts,
    links,
    policy,
    zone,
    log,
    async add({ reference, mailbox, requesterName, requesterAddress }, { text, key, at }) {
      const box = policy.mailboxes.find(({ id }) => id === mailbox) ?? policy.mailboxes[0]!;
      const raw = pageMail({
        from: { name: requesterName, address: requesterAddress },
        to: house.process.marks.replyAddress(reference, box.address),
        reference,
        text,
        key,
        at,
      });
      const nothing = { envelope: null, location: null, quiet: null, skip: null };
      await house.deliver([
        { mailbox: box.id, via: 'page', raw, fullSize: raw.length, acceptedAt: house.now(), ...nothing },
      ]);
    },
  });
}
