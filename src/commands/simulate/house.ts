import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCalendar } from '../../domain/calendar/compile.ts';
import type { Person, Staff } from '../../domain/staff.ts';
import type { Instant } from '../../domain/time.ts';
import { openHouse, type House } from '../../serve.ts';
import type { Loaded } from '../../settings.ts';

/** A house that looks like the office's and touches nothing of it: a database of its own, no way in, and an outbox that nobody empties. */
export type Model = { readonly house: House; close(): Promise<void> };

/** Opens a model of the office on a virtual clock. */
export async function openModel(loaded: Loaded, now: () => Instant): Promise<Model> {
  const folder = await mkdtemp(join(tmpdir(), 'postroom-simulate-'));
  const { settings } = loaded;
  const off = { ...settings.listen.smtp, enabled: false };
  const closed = {
    ...settings,
    data_dir: folder,
    log_level: 'error' as const,
    database: { ...settings.database, url: null },
    blobs: { store: 'database' as const, folder: null },
    mailboxes: settings.mailboxes.map((box) => ({ ...box, imap: null, folder: null })),
    listen: { smtp: off, lmtp: off, http: { ...settings.listen.http, enabled: false } },
    send: { ...settings.send, outlet: 'file' as const, file: { path: join(folder, 'sent') } },
  };
  const house = await openHouse({ ...loaded, settings: closed, killAt: null }, { now });
  return {
    house,
    async close() {
      await house.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** People for an office that names none: three reps at the service hours, and the policy's ladder. */
export function madeUpStaff({ policy }: Loaded): Staff {
  const hours = compileCalendar(policy.terms.calendar);
  const person = (id: string, name: string, ...roles: Person['roles'][number][]): Person => ({
    id,
    name,
    address: `${id}@office.invalid`,
    mobile: null,
    roles,
    hours,
    absences: [],
    mailboxes: null,
  });
  return {
    people: [
      person('rep1', 'Rep One', 'rep'),
      person('rep2', 'Rep Two', 'rep'),
      person('rep3', 'Rep Three', 'rep'),
      person('manager', 'The manager', 'manager'),
      person('development', 'Development', 'manager'),
      person('direction', 'The direction', 'manager'),
    ],
    ladder: [
      { title: 'Manager of Customer Services', people: ['manager'] },
      { title: 'Applications Development Manager', people: ['development'] },
      { title: 'VP Sales / CEO', people: ['direction'] },
    ],
  };
}
