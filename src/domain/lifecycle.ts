/** Where a ticket is in its life. `shelved`: in the junk or bulk bucket, where nothing is promised. */
export type Stage = 'open' | 'waiting' | 'resolved' | 'merged' | 'shelved';

/** What a person may do on a ticket, one file each in acts/. */
export const VERBS = [
  'take',
  'assign',
  'level',
  'contact',
  'ask',
  'resume',
  'reply',
  'note',
  'onsite',
  'workaround',
  'commit',
  'resolve',
  'reopen',
  'escalate',
  'seen',
  'merge',
  'unmerge',
  'split',
  'unsend',
  'release',
  'shelve',
  'file',
] as const;
export type Verb = (typeof VERBS)[number];

/** Every allowed move in one table: the stages in which each verb may be done. */
const MOVES: Readonly<Record<Verb, readonly Stage[]>> = {
  take: ['open', 'waiting'],
  assign: ['open', 'waiting'],
  level: ['open', 'waiting'],
  contact: ['open', 'waiting', 'resolved'], // a call after the end is worth a line, and moves no clock
  ask: ['open', 'waiting'],
  resume: ['waiting'],
  reply: ['open', 'waiting', 'resolved'],
  note: ['open', 'waiting', 'resolved', 'merged', 'shelved'],
  onsite: ['open', 'waiting'],
  workaround: ['open', 'waiting'],
  commit: ['open', 'waiting'],
  resolve: ['open', 'waiting'],
  reopen: ['resolved'],
  escalate: ['open', 'waiting'],
  seen: ['open', 'waiting', 'resolved'],
  merge: ['open', 'waiting'],
  unmerge: ['merged'],
  split: ['open', 'waiting', 'resolved'],
  unsend: ['open', 'waiting', 'resolved'],
  release: ['shelved'],
  shelve: ['open', 'waiting'],
  file: ['open', 'waiting', 'resolved', 'shelved'],
};

const INSTEAD: Readonly<Record<Stage, string>> = {
  open: 'the ticket is open on the desk, and waits for nothing',
  waiting: 'the ticket waits for the customer',
  resolved: 'the ticket is resolved; reopen it first',
  merged: 'the ticket was merged into another; do it there',
  shelved: 'the ticket lies in junk or bulk; release it first',
};

/** Null when the move is allowed, else why not, in one sentence. */
export function refusal(stage: Stage, verb: Verb): string | null {
  return MOVES[verb].includes(stage) ? null : INSTEAD[stage];
}

/** The stage of a ticket from what is stored of it. */
export function stageOf(ticket: {
  readonly state: 'open' | 'resolved' | 'merged';
  readonly bucket: 'desk' | 'bulk' | 'junk' | 'unreadable';
  readonly waitingSince: number | null;
}): Stage {
  if (ticket.state === 'merged') return 'merged';
  if (ticket.bucket === 'junk' || ticket.bucket === 'bulk') return 'shelved';
  if (ticket.state === 'resolved') return 'resolved';
  return ticket.waitingSince === null ? 'open' : 'waiting';
}
