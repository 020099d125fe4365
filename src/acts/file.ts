import { refuse, type Act } from './act.ts';

export type FileInput = {
  /** the customer's name as the office's list has it; null: nobody's */
  readonly customer: string | null;
  /** of a fax: whether faxes from its number are filed so from now on; with null, that they are not any more */
  readonly always?: boolean | undefined;
};

/**
 * Says whose a ticket is, where its sender does not prove it: a fax's number is only a suggestion. Undone by doing it again with
 * another customer, or with none.
 */
export const file: Act<FileInput> = {
  verb: 'file',
  roles: ['rep', 'manager'],
  customer: ({ customer }) => customer,
  decide({ ticket, filing }, { customer: wanted, always = false }) {
    const { customer, number } = filing;
    if (wanted !== null && customer === null)
      return refuse(
        'unknown_customer',
        `no customer is called "${wanted}"; write the name as it stands in the list of customers`,
      );
    if (always && number === null)
      return refuse('no_number', 'only faxes from a number that was told can be filed by it; leave out "always"');
    if ((customer?.id ?? null) === ticket.customerId && !always)
      return refuse('already_so', `it is ${customer?.name ?? 'nobody'}’s already`);
    const whose = customer === null ? 'nobody’s' : `${customer.name}’s`;
    return {
      happenings: [],
      patch: { customerId: customer?.id ?? null },
      ...(always && number !== null ? { number: { number, customerId: customer?.id ?? null } } : {}),
      journal: [
        {
          act: 'filed',
          detail: {
            from: ticket.customerId,
            to: customer?.id ?? null,
            name: customer?.name ?? null,
            ...(always ? { number } : {}),
          },
        },
      ],
      words: `${ticket.reference} is ${whose}${always ? `, and so are faxes from ${number} from now on` : ''}`,
    };
  },
};
