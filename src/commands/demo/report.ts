import { join, relative } from 'node:path';
import { styleText } from 'node:util';
import type { Outgoing } from '../../domain/outgoing.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Staff } from '../../domain/staff.ts';
import type { Story } from '../../store/story.ts';
import type { Demo } from './prepare.ts';
import { createTable, wrap, type Style } from './table.ts';
import { becameOf, levelOf, wordsOf } from './words.ts';

/** One sample: what it says itself, and what became of it. */
export type Shown = { readonly subject: string; readonly from: string; readonly story: Story };

type Facts = {
  readonly shown: readonly Shown[];
  readonly port: number;
  readonly seconds: number;
  readonly ready: Demo;
  readonly levels: Policy['levels'];
  readonly staff: Staff;
  /** by whom the desk may be looked at, with the link of each */
  readonly signIns: readonly { readonly name: string; readonly role: string; readonly url: string }[];
};

/** Narrower than this the table would be unreadable, wider the eye loses the line. Columns of the terminal. */
const NARROW = 80;
const WIDE = 118;

/** Everything that the demo prints: the table, one mail to a customer and one to a representative in full, and where to look further. Coloured for a terminal only. */
export function report(facts: Facts, output: NodeJS.WriteStream): string {
  const paint = (style: Style, text: string): string => styleText(style, text, { stream: output });
  const width = Math.min(WIDE, Math.max(NARROW, output.isTTY ? output.columns : 100)) - 2;
  const { shown, port, seconds } = facts;
  const lines = [
    '',
    `${paint('bold', 'Postroom demo')}  ${facts.ready.mails.length} mails over SMTP (127.0.0.1:${port}) and ${facts.ready.faxes} fax, kept, sorted and answered in ${seconds.toFixed(1)} s`,
    '',
    ...table(facts, width, paint),
    '',
    ...inFull(
      'What the customer gets',
      first(shown, ({ answer }) => answer?.mail),
      width,
      paint,
    ),
    ...inFull(
      'What the representative gets',
      first(shown, ({ notice }) => notice),
      width,
      paint,
    ),
    ...further(facts, paint),
    '',
  ];
  return `${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`;
}

function first(shown: readonly Shown[], of: (story: Story) => Outgoing | null | undefined): Outgoing | undefined {
  return shown.map(({ story }) => of(story)).find((mail) => mail !== null && mail !== undefined) ?? undefined;
}

type Paint = (style: Style, text: string) => string;

function table({ shown, levels, staff }: Facts, width: number, paint: Paint): readonly string[] {
  const rows = shown.map(({ subject, from, story }) => [
    [{ text: story.reference ?? '–', style: 'bold' as const }],
    [levelOf(story, levels), ...wordsOf(story)],
    [{ text: subject }, becameOf(story, from, staff)],
  ]);
  return createTable({
    titles: ['Ticket', 'Level, and the words for it', 'Subject, from whom, and what became of it'],
    rows,
    width,
    shares: [0.12, 0.36],
    paint,
  });
}

/** Links to acts are longer than a line; their beginning says enough here. Characters. */
const ADDRESS = 48;

function isAddress(line: string): boolean {
  return line.length > ADDRESS && /^https?:\/\/\S+$/u.test(line);
}

/** The first mail of a kind in full. */
function inFull(title: string, mail: Outgoing | undefined, width: number, paint: Paint): readonly string[] {
  if (mail === undefined) return [];
  const head = [
    `From: ${mail.from.name} <${mail.from.address}>`,
    `To: ${mail.to.name === '' ? mail.to.address : `${mail.to.name} <${mail.to.address}>`}`,
    `Subject: ${mail.subject}`,
  ];
  const bar = paint('dim', '│');
  return [
    paint('bold', title),
    '',
    ...head.map((line) => `${bar} ${paint('dim', line)}`),
    bar,
    ...mail.text
      .trimEnd()
      .split('\n')
      .flatMap((line) => (isAddress(line) ? [`${line.slice(0, ADDRESS)}…`] : wrap(line, width - 2)))
      .map((line) => `${bar} ${line}`.trimEnd()),
    '',
  ];
}

function further({ ready, signIns }: Facts, paint: Paint): readonly string[] {
  const { folder, mails } = ready;
  const near = (...parts: readonly string[]): string => relative(process.cwd(), join(folder, ...parts)) || '.';
  const config = near('postroom.yaml');
  return [
    paint('bold', 'Look further'),
    '',
    `What goes out, as files      ${near('sent')}`,
    `The mails, yours to change   ${near('mails')}`,
    `Why one is sorted as it is   npx postroom explain --config ${config} ${near('mails', mails[0]!.name)}`,
    `Let it run                   npx postroom start --config ${config}`,
    `  and hand in your own mail  by SMTP at 127.0.0.1:2525; its health: http://127.0.0.1:8025/health`,
    '',
    `${paint('bold', 'The desk')}  while it runs; each link signs in once`,
    '',
    ...signIns.flatMap(({ name, role, url }) => [`${name}, ${role}`, `  ${url}`]),
  ];
}
