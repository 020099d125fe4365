import { parseArgs } from 'node:util';
import type { Ceiling } from './ceiling.ts';
import { createGateway } from './gateway.ts';
import { fill, refill, setAside } from './mailbox.ts';
import { measure } from './measure.ts';
import { writePast } from './past.ts';
import { startPeers, type Peers } from './peers.ts';
import { cpuPerThousand, machine, medians, perSecond, printAim, printTable, type Line } from './report.ts';

/*
 * How fast mail comes in, against what the libraries below could do at best, on the same servers in the same run.
 *   npm run bench -- --n 2000 --past 100000 --rounds 3 --cpu-prof FOLDER
 * docs/bench.md says what the figures mean.
 */

const { values: flags } = parseArgs({
  options: {
    n: { type: 'string', default: '2000' },
    past: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    'cpu-prof': { type: 'string' },
  },
});
const count = Number(flags.n);
const past = Number(flags.past);
const rounds = Number(flags.rounds);
const profile = flags['cpu-prof'] === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${flags['cpu-prof']}`];

const GATEWAY = 'postroom drain';
const PIPELINE = 'bare pipeline: fetch, parse, commit';
const BARE = [
  ['fetch', 'imapflow: fetch all sources'],
  ['parse', 'mailparser, lean: parse all'],
  ['commit', 'PostgreSQL: one commit of each raw mail'],
  ['pipeline', PIPELINE],
  ['pipeline+raw', 'the same, with the raw mail kept'],
] as const;

try {
  const peers = await startPeers();
  try {
    await bench(peers);
  } finally {
    await peers.stop();
  }
} catch (error) {
  console.error(`bench: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function bench(peers: Peers): Promise<void> {
  console.log(machine());
  const { bytes } = await fill(peers.dovecot, count);
  console.log(`${count} mails of ${(bytes / count / 1000).toFixed(0)} kB in the mean\n`);

  const ceilings = await peers.database();
  const measured: Line[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, title] of BARE) measured.push(await ceiling(peers, ceilings, name, title));
    measured.push(await drain(peers, GATEWAY, 0));
    if (past > 0) measured.push(await drain(peers, `${GATEWAY} after ${past} mails`, past));
  }
  const lines = medians(measured);
  printTable(lines);

  const pipeline = lines.find(({ name }) => name === PIPELINE)!;
  const gateway = lines.find(({ name }) => name === GATEWAY)!;
  console.log('');
  printAim('messages a second', perSecond(gateway), '>=', 150);
  printAim('share of the rate of the bare pipeline', perSecond(gateway) / perSecond(pipeline), '>=', 0.5);
  printAim('CPU against the bare pipeline', cpuPerThousand(gateway) / cpuPerThousand(pipeline), '<=', 2.5);
  printAim('peak memory, MB', gateway.peakMb!, '<=', 400);
  for (const line of lines.filter(({ name }) => name.startsWith(`${GATEWAY} after`))) {
    printAim(
      'CPU after a long past against an empty database',
      cpuPerThousand(line) / cpuPerThousand(gateway),
      '<=',
      1.1,
    );
    printAim('rate after a long past against an empty database', perSecond(line) / perSecond(gateway), '>=', 0.9);
  }
}

async function ceiling({ dovecot }: Peers, database: string, name: string, title: string): Promise<Line> {
  const env = { BENCH_IMAP_PORT: String(dovecot.port), BENCH_IMAP_USER: dovecot.user, IMAP_PASSWORD: dovecot.password };
  const { stdout } = await measure(['bench/ceiling.ts', name], { ...env, BENCH_DATABASE: database });
  return { name: title, ...(JSON.parse(stdout) as Ceiling), peakMb: null };
}

/** Connects a gateway to the empty mailbox, lets the mail come in, and measures how it is taken. */
async function drain(peers: Peers, name: string, past: number): Promise<Line> {
  const database = await peers.database();
  const gateway = createGateway(peers, database);
  try {
    await setAside(peers.dovecot);
    await gateway.drain();
    if (past > 0) await writePast(database, past);
    await refill(peers.dovecot);
    const { answer, cpuSeconds, peakMb } = await gateway.drain(profile);
    if (answer.received !== count || answer.waiting > 0)
      throw new Error(`the gateway did not take everything: ${JSON.stringify(answer)}`);
    await refill(peers.dovecot);
    return { name, messages: count, seconds: answer.seconds, cpuSeconds, peakMb };
  } finally {
    gateway.remove();
  }
}
