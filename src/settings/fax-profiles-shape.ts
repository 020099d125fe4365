import { z } from 'zod';
import { readPattern } from '../domain/fax/pattern.ts';
import { id, words } from './kinds.ts';

/*
 * The shape of config/fax-profiles.yaml: how the mails of fax services are known, and what they say.
 */

const FROM = 'use an address such as fax@pbx.example.com, or a domain such as inbound.efax.com';
const sender = z
  .string(FROM)
  .regex(/^(?:[^\s<>"(),:;\\[\]@]{1,64}@)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/iu, FROM);

const pattern = z.string().superRefine((text, context) => {
  const read = readPattern(text);
  if (typeof read === 'string') context.addIssue({ code: 'custom', message: `this is no pattern: ${read}` });
});
const patterns = z.array(pattern).default([]);

const profile = z.strictObject({
  id,
  name: words(60),
  from: z.array(sender).default([]),
  believe: z.enum(['proven', 'address']).default('proven'),
  imitated: z.boolean().default(false),
  subjects: z.array(pattern).min(1),
  body: patterns,
  partial: patterns,
  failed: patterns,
  other_mail: patterns,
  without_document: z.enum(['portal', 'nothing']).default('portal'),
});

export const faxProfilesShape = z.strictObject({
  subject_tags: z.array(words(40)).default(['[EXTERNAL]', '[EXT]', 'EXTERNAL:', 'EXT:']),
  withheld: z
    .array(words(40))
    .default(['unknown', 'unavailable', 'anonymous', 'private', 'restricted', 'withheld', 'blocked', 'none', 'n/a']),
  profiles: z.array(profile).default([]),
});

export type FaxProfilesFile = z.output<typeof faxProfilesShape>;
