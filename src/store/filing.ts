import { customerKey } from '../domain/customer.ts';
import type { Instant } from '../domain/time.ts';
import { sql, type Tx } from './sql.ts';

/** A customer by name, and the number of the fax that opened a ticket; null where there is none. */
export async function filingOf(
  tx: Tx,
  ticketId: string,
  name: string | null,
): Promise<{
  readonly customer: { readonly id: string; readonly name: string } | null;
  readonly number: string | null;
}> {
  const customer =
    name === null
      ? null
      : await tx.maybeOne<{ id: string; name: string }>(
          sql`select id, name from customer where key = ${customerKey(name)} and removed_at is null`,
        );
  const fax = await tx.maybeOne<{ caller: string | null }>(sql`
    select f.caller from inbound i join fax f on f.inbound_id = i.id where i.ticket_id = ${ticketId} order by i.id limit 1`);
  return { customer, number: fax?.caller ?? null };
}

/** Files the faxes of a number under a customer from now on, or as the list of customers says. */
export async function fileNumber(
  tx: Tx,
  { number, customerId }: { readonly number: string; readonly customerId: string | null },
  by: string,
  now: Instant,
): Promise<void> {
  await tx.run(
    customerId === null
      ? sql`delete from fax_number where number = ${number}`
      : sql`
        insert into fax_number (number, customer_id, by_person, at) values (${number}, ${customerId}, ${by}, ${new Date(now)})
        on conflict (number) do update set customer_id = excluded.customer_id, by_person = excluded.by_person, at = excluded.at`,
  );
}
