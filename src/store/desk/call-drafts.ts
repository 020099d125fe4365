import type { Instant } from '../../domain/time.ts';
import { sql, type Runner } from '../sql.ts';

/** What a person began to write down of a call. */
export type CallDraft = { readonly form: Readonly<Record<string, string>>; readonly at: Instant };

/** The call that a person began to write down, or null. */
export async function callDraftOf(db: Runner, person: string): Promise<CallDraft | null> {
  return db.maybeOne<CallDraft>(sql`select form, at from call_draft where person = ${person}`);
}

/** Keeps what a person wrote down of a call so far. */
export async function keepCallDraft(db: Runner, person: string, { form, at }: CallDraft): Promise<void> {
  await db.run(sql`
    insert into call_draft (person, form, at) values (${person}, ${JSON.stringify(form)}::jsonb, ${new Date(at)})
    on conflict (person) do update set form = excluded.form, at = excluded.at`);
}

/** Forgets it. */
export async function dropCallDraft(db: Runner, person: string): Promise<void> {
  await db.run(sql`delete from call_draft where person = ${person}`);
}
