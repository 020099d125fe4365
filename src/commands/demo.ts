import { temporary } from '../lib/fault.ts';
import { readHeaderOnly } from '../format/email.ts';
import { openHouse, serve, type House } from '../serve.ts';
import { stories } from '../store/story.ts';
import { handIn } from './demo/hand-in.ts';
import { signInLink } from './sign-in.ts';
import { prepare, type Demo } from './demo/prepare.ts';
import { report, type Shown } from './demo/report.ts';
import { status } from './demo/status.ts';

/** The samples are settled within two seconds, ten times that on a busy machine; after this long (ms) something is wrong. */
const SETTLE_MS = 60_000;
/** Waits between two looks, ms. */
const LOOK_MS = 50;

/**
 * Shows the whole way of a mail on this machine: an embedded database of its own in <cwd>/data/demo, sample mails over
 * real SMTP, acknowledgements as files. Begins anew each time; nothing is sent anywhere. Rejects when it does not settle.
 */
export async function demo(cwd: string, output: NodeJS.WriteStream, signal: AbortSignal): Promise<void> {
  const say = status();
  say('preparing the embedded database in data/demo');
  const ready = await prepare(cwd);
  const house = await openHouse(ready.loaded);
  const stop = new AbortController();
  const running = serve(house, AbortSignal.any([signal, stop.signal]));
  running.catch(() => {}); // met below
  try {
    const port = await portOf(house, running);
    say(`handing in ${ready.mails.length} mails over SMTP, and a fax`);
    const began = performance.now();
    await handIn(port, ready.mails);
    say('working them');
    const shown = await settled(house, ready, signal);
    say(null);
    const { policy } = ready.loaded;
    const seconds = (performance.now() - began) / 1000;
    const signIns = await Promise.all(
      policy.staff.people.map(async ({ id, name, roles }) => ({
        name,
        role: roles.join(' and '),
        url: await signInLink(house.store.db, ready.loaded, id, house.now()),
      })),
    );
    output.write(report({ shown, port, seconds, ready, levels: policy.levels, staff: policy.staff, signIns }, output));
  } finally {
    say(null);
    stop.abort();
    await running;
  }
}

/** The port of the SMTP listener, as soon as it has one. */
async function portOf(house: House, running: Promise<void>): Promise<number> {
  for (const until = Date.now() + SETTLE_MS; Date.now() < until; await Promise.race([rest(), running])) {
    const port = house.sources.find(({ name }) => name.startsWith('smtp:'))?.port?.() ?? 0;
    if (port > 0) return port;
  }
  throw temporary('the SMTP listener of the demo found no port on 127.0.0.1');
}

/** Waits until every mail and fax is settled, every answer has gone out, and who has a new ticket is told. */
async function settled(house: House, { mails, faxes }: Demo, signal: AbortSignal): Promise<readonly Shown[]> {
  for (const until = Date.now() + SETTLE_MS; !signal.aborted; await rest()) {
    const found = await stories(house.store.db, mails.length + faxes);
    const isDone = found.every(
      ({ state, answer, assignee, notice }) =>
        state !== 'stored' && (answer === null || answer.state === 'sent') && (assignee === null || notice !== null),
    );
    if (found.length === mails.length + faxes && isDone) {
      const ofMails = mails.map(({ raw }) => {
        const { messageId, subject, from } = readHeaderOnly(raw);
        const story = found.find((one) => one.messageId === messageId)!;
        return { subject, from: from[0]?.name || from[0]?.address || 'nobody', story };
      });
      const ofFaxes = found
        .filter(({ via }) => via === 'fax')
        .map((story) => ({ subject: story.subject ?? '', from: story.requester ?? 'nobody', story }));
      return [...ofMails, ...ofFaxes];
    }
    if (Date.now() > until) throw temporary('the sample mails were not settled within a minute; see postroom doctor');
  }
  throw temporary('stopped');
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}
