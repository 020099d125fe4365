import { sql, type Db, type Runner } from './sql.ts';

/** The pollers' memory (sources/port.ts Ledger), kept in the database so that several gateways share one mailbox. `owner` names this process; `isGone` tells an owner that died without releasing. */
export function createLedger(db: Db, owner: string, isGone: (owner: string) => boolean) {
  const take = async (mailbox: string, ms: number, from: string | null): Promise<boolean> => {
    const row = await db.maybeOne<{ mailbox: string }>(sql`
        insert into mailbox_state (mailbox, lease_owner, lease_until) values (${mailbox}, ${owner}, now() + ${ms} * interval '1 millisecond')
        on conflict (mailbox) do update set lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
          where mailbox_state.lease_owner is null or mailbox_state.lease_owner in (${owner}, ${from}) or mailbox_state.lease_until < now()
        returning mailbox`);
    return row !== null;
  };
  return {
    async lease(mailbox: string, ms: number): Promise<boolean> {
      if (await take(mailbox, ms, null)) return true;
      const held = await db.maybeOne<{ owner: string | null }>(
        sql`select lease_owner as owner from mailbox_state where mailbox = ${mailbox}`,
      );
      return held?.owner != null && isGone(held.owner) && take(mailbox, ms, held.owner);
    },
    async release(mailbox: string): Promise<void> {
      await db.run(
        sql`update mailbox_state set lease_owner = null, lease_until = null where mailbox = ${mailbox} and lease_owner = ${owner}`,
      );
    },
    async open(
      mailbox: string,
      uidvalidity: bigint,
      uidNext: number,
    ): Promise<{ readonly first: boolean; readonly rebuild: boolean; readonly startUid: number }> {
      const row = await db.one<{ first: boolean; rebuilding: boolean; start: string }>(sql`
        with old as (select uidvalidity, start_uid from mailbox_state where mailbox = ${mailbox} for update)
        update mailbox_state s set uidvalidity = ${uidvalidity.toString()}::bigint, start_uid = coalesce(old.start_uid, ${uidNext}),
          rebuilding = s.rebuilding or (old.uidvalidity is not null and old.uidvalidity <> ${uidvalidity.toString()}::bigint)
        from old where s.mailbox = ${mailbox}
        returning s.last_read_at is null as first, s.rebuilding, s.start_uid as start`);
      return { first: row.first, rebuild: row.rebuilding, startUid: Number(row.start) };
    },
    async rebuilt(mailbox: string): Promise<void> {
      await db.run(sql`update mailbox_state set rebuilding = false where mailbox = ${mailbox}`);
    },
    async unknown(mailbox: string, uidvalidity: bigint, uids: readonly number[]): Promise<readonly number[]> {
      const rows = await db.many<{ uid: number }>(sql`
        select u.uid::float8 as uid from unnest(${uids}::bigint[]) as u(uid)
        where not exists (select 1 from inbound_location l where l.mailbox = ${mailbox} and l.uidvalidity = ${uidvalidity.toString()}::bigint and l.uid = u.uid)
        order by u.uid`);
      return rows.map((row) => row.uid);
    },
    async pending(mailbox: string, uidvalidity: bigint): Promise<readonly number[]> {
      const rows = await db.many<{ uid: string }>(sql`
        select uid from inbound_location where mailbox = ${mailbox} and uidvalidity = ${uidvalidity.toString()}::bigint and server_state = 'pending' order by uid`);
      return rows.map((row) => Number(row.uid));
    },
    async settle(
      mailbox: string,
      uidvalidity: bigint,
      uids: readonly number[],
      state: 'acked' | 'gone',
    ): Promise<void> {
      if (uids.length === 0) return;
      await db.run(sql`
        update inbound_location set server_state = ${state} where mailbox = ${mailbox} and uidvalidity = ${uidvalidity.toString()}::bigint and uid = any(${uids}::bigint[])`);
    },
    async polled(mailbox: string): Promise<void> {
      await db.run(
        sql`insert into mailbox_state (mailbox, last_read_at) values (${mailbox}, now()) on conflict (mailbox) do update set last_read_at = excluded.last_read_at`,
      );
    },
    async reconciled(mailbox: string, result: { readonly onServer: number; readonly missing: number }): Promise<void> {
      await db.run(
        sql`update mailbox_state set reconciled_at = now(), on_server = ${result.onServer}, missing = ${result.missing} where mailbox = ${mailbox}`,
      );
    },
    async trouble(mailbox: string, sentence: string | null): Promise<void> {
      await db.run(
        sql`insert into mailbox_state (mailbox, trouble) values (${mailbox}, ${sentence}) on conflict (mailbox) do update set trouble = excluded.trouble`,
      );
    },
  };
}

export type MailboxHealth = {
  readonly mailbox: string;
  readonly lastReadAt: number | null;
  readonly reconciledAt: number | null;
  readonly onServer: number | null;
  readonly missing: number | null;
  readonly trouble: string | null;
};

/** What each mailbox's poller last proved, for health, metrics and doctor. */
export async function mailboxHealth(db: Runner): Promise<readonly MailboxHealth[]> {
  return db.many(
    sql`select mailbox, last_read_at as "lastReadAt", reconciled_at as "reconciledAt", on_server as "onServer", missing, trouble from mailbox_state order by mailbox`,
  );
}
