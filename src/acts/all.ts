import type { Act } from './act.ts';
import type { Verb } from '../domain/lifecycle.ts';
import { ask } from './ask.ts';
import { assign } from './assign.ts';
import { commit } from './commit.ts';
import { contact } from './contact.ts';
import { escalate } from './escalate.ts';
import { file } from './file.ts';
import { level } from './level.ts';
import { merge } from './merge.ts';
import { note } from './note.ts';
import { onsite } from './onsite.ts';
import { release } from './release.ts';
import { reopen } from './reopen.ts';
import { reply } from './reply.ts';
import { resolve } from './resolve.ts';
import { resume } from './resume.ts';
import { seen } from './seen.ts';
import { shelve } from './shelve.ts';
import { split } from './split.ts';
import { take } from './take.ts';
import { unmerge } from './unmerge.ts';
import { unsend } from './unsend.ts';
import { workaround } from './workaround.ts';

/** Every act by its verb. */
export const ACTS = {
  take,
  assign,
  level,
  contact,
  ask,
  resume,
  reply,
  note,
  onsite,
  workaround,
  commit,
  resolve,
  reopen,
  escalate,
  seen,
  merge,
  unmerge,
  split,
  unsend,
  release,
  shelve,
  file,
} as const satisfies Readonly<Record<Verb, Act<never>>>;

/** What a verb takes. */
export type InputOf<V extends Verb> = (typeof ACTS)[V] extends Act<infer Input> ? Input : never;
