import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decide } from '../domain/decide.ts';
import { decideUnreadable } from '../domain/unreadable.ts';
import type { Decision, Facts, Suggest } from '../domain/decision.ts';
import type { Evidence, Level } from '../domain/level.ts';
import { newText, type Message } from '../domain/message.ts';
import type { Policy } from '../domain/policy.ts';
import { permanent, sentenceOf } from '../lib/fault.ts';
import { progressBar } from './progress.ts';

export type ExplainDeps = {
  readonly policy: Policy;
  readonly suggest: Suggest;
  readonly read: (raw: Uint8Array) => Promise<Message>;
  readonly readHeaderOnly: (raw: Uint8Array) => Promise<Message> | Message;
  readonly now: number;
  readonly json: boolean;
  readonly print: (line: string) => void;
};

/** How many messages are read at once: two, so that one is read while another is fetched from disk. */
const AT_ONCE = 2;

/**
 * Says what would become of each message, as if it were the first ever; no database, nothing sent. Lines come in the
 * order of the paths; a message that cannot be read is a line too. Rejects when a path does not exist.
 */
export async function explain(paths: readonly string[], deps: ExplainDeps): Promise<{ readonly failed: number }> {
  const files = (await Promise.all(paths.map(filesAt))).flat();
  const bar = progressBar(files.length, 'messages');
  let failed = 0;
  const ahead = new Map<number, Promise<Line>>();
  const start = (i: number): void => {
    const file = files[i];
    if (file !== undefined) ahead.set(i, explainFile(file, deps));
  };
  for (let i = 0; i < AT_ONCE; i += 1) start(i);
  for (let i = 0; i < files.length; i += 1) {
    const line = (await ahead.get(i))!;
    ahead.delete(i);
    start(i + AT_ONCE);
    if (line.outcome === 'error') failed += 1;
    deps.print(deps.json ? JSON.stringify(line) : inWords(line));
    bar.step();
  }
  bar.stop();
  return { failed };
}

/** One line of `explain --json`; the names are a promise to people's scripts. */
type Line = {
  readonly id: string;
  readonly outcome: Decision['outcome'] | 'error';
  readonly ack: boolean;
  readonly kind: Decision['kind'] | null;
  readonly subject: string;
  readonly from_address: string;
  readonly from_name: string;
  readonly text: string;
  readonly reply_text: string;
  readonly attachments: readonly { readonly filename: string; readonly size: number }[];
  readonly level: Level | null;
  readonly evidence: readonly Evidence[];
  readonly reason: string;
  readonly because: string;
  readonly not_acknowledged?: { readonly rule: string; readonly reason: string };
};

async function explainFile(file: string, deps: ExplainDeps): Promise<Line> {
  const id = basename(file).replace(/\.eml$/iu, '');
  let raw: Buffer;
  try {
    raw = await readFile(file);
  } catch (error) {
    return {
      id,
      outcome: 'error',
      ack: false,
      kind: null,
      subject: '',
      from_address: '',
      from_name: '',
      text: '',
      reply_text: '',
      attachments: [],
      level: null,
      evidence: [],
      because: '',
      reason: `the file could not be opened: ${sentenceOf(error)}`,
    };
  }
  const facts = emptyFacts(deps);
  try {
    const message = await deps.read(raw);
    return lineOf(id, message, decide(message, facts, deps.policy, deps.suggest, deps.now));
  } catch (error) {
    const message = await deps.readHeaderOnly(raw);
    return lineOf(id, message, decideUnreadable(message, facts, deps.policy, sentenceOf(error), deps.now));
  }
}

function lineOf(id: string, message: Message, decision: Decision): Line {
  const from = message.from[0];
  return {
    id,
    outcome: decision.outcome,
    ack: decision.answer.send !== false,
    kind: decision.kind,
    subject: message.subject,
    from_address: from?.address ?? '',
    from_name: from?.name ?? '',
    text: message.text,
    reply_text: newText(message),
    attachments: message.attachments.map(({ filename, size }) => ({ filename, size })),
    level: decision.suggestion.level,
    evidence: decision.suggestion.evidence,
    reason: decision.reason,
    ...(decision.answer.send
      ? {}
      : { not_acknowledged: { rule: decision.answer.rule, reason: decision.answer.reason } }),
    because: decision.suggestion.because,
  };
}

function inWords(line: Line): string {
  const answer = line.ack ? 'answered' : `not answered: ${line.not_acknowledged?.reason ?? line.reason}`;
  const level = line.level === null ? '' : `\n  level ${line.level}: ${line.because}`;
  return `${line.id}\n  ${line.outcome}: ${line.reason}${level}\n  ${answer}`;
}

/** The facts of a store that has never seen anything; the mail came to the first mailbox just now. */
function emptyFacts(deps: ExplainDeps): Facts {
  return {
    mailbox: deps.policy.mailboxes[0]!.id,
    acceptedAt: deps.now,
    quiet: null,
    byPage: false,
    wantedBy: null,
    own: { loop: false, bounceAddress: false, answersOurs: false },
    candidates: [],
    twin: null,
    reported: null,
    fax: null,
    answered: null,
    sending: { toAddressHour: 0, toAddressDay: 0, toDomainHour: 0, totalHour: 0, suppressed: null },
    recentFromSender: 0,
    stormTicket: null,
    day: '',
    customersImported: false, // so that what becomes of a message does not depend on whose it is
    customer: null,
    openTickets: [],
    turn: 0,
    unreachable: new Set(),
  };
}

async function filesAt(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw permanent(`${path} cannot be opened (${sentenceOf(error)}); name a message or a folder of messages`, error);
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path, { withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
  return names.toSorted().map((name) => join(path, name));
}
