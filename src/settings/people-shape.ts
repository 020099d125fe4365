import { z } from 'zod';
import { email, id, localMoment, phone, role, week, words, zone } from './kinds.ts';

/*
 * The shape of config/people.yaml: who keeps the promises, and who stands above them.
 */

const person = z.strictObject({
  id,
  name: words(80),
  address: email,
  mobile: phone.nullable().default(null),
  roles: z.array(role).min(1, 'give at least one of rep, manager, operator'),
  /** null: the zone of the service hours */
  zone: zone.nullable().default(null),
  /** null: the service hours */
  hours: week.nullable().default(null),
  absent: z.array(z.strictObject({ from: localMoment, until: localMoment })).default([]),
  /** null: all */
  mailboxes: z.array(id).min(1, 'name at least one mailbox, or use null for all').nullable().default(null),
});

const rung = z.strictObject({ title: words(80), people: z.array(id).default([]) });

export const peopleShape = z.strictObject({
  people: z.array(person).default([]),
  ladder: z.array(rung).default([
    { title: 'Manager of Customer Services', people: [] },
    { title: 'Applications Development Manager', people: [] },
    { title: 'VP Sales / CEO', people: [] },
  ]),
});

export type PeopleFile = z.output<typeof peopleShape>;
