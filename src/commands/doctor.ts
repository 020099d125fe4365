import { styleText } from 'node:util';
import { sentenceOf } from '../lib/fault.ts';
import { loadSettings, SettingsError, type Loaded } from '../settings.ts';
import { failed, ok, type Finding } from './doctor/check.ts';
import { checkDatabase } from './doctor/database.ts';
import { checkDisk } from './doctor/disk.ts';
import { checkDns } from './doctor/dns.ts';
import { checkFax } from './doctor/fax.ts';
import { checkFolders } from './doctor/folders.ts';
import { checkHolidays } from './doctor/holidays.ts';
import { checkImap } from './doctor/imap.ts';
import { checkOutlet } from './doctor/outlet.ts';
import { checkPeople } from './doctor/people.ts';
import { checkPromises } from './doctor/promises.ts';
import { checkReading } from './doctor/reading.ts';
import { checkSignIn } from './doctor/sign-in.ts';

type Check = (loaded: Loaded, now: number) => Promise<readonly Finding[]>;

/** In the order in which they are printed. A new check is one file and one line. */
const CHECKS: readonly (readonly [name: string, check: Check])[] = [
  ['promises', checkPromises],
  ['holidays', checkHolidays],
  ['people', checkPeople],
  ['database', ({ settings }) => checkDatabase(settings)],
  ['mailboxes', ({ settings }) => checkImap(settings)],
  ['folders', ({ settings }) => checkFolders(settings)],
  ['outlet', ({ settings }) => checkOutlet(settings)],
  ['sign-in', ({ settings }) => checkSignIn(settings)],
  ['dns', ({ settings }) => checkDns(settings)],
  ['disk', ({ settings }) => checkDisk(settings)],
  ['reading', ({ settings }) => checkReading(settings)],
  ['reading faxes', ({ settings }) => checkFax(settings)],
];

/** Looks at everything that the gateway needs and changes nothing. Calls `tell` for each finding, in order; resolves to the number that failed. */
export async function doctor(file: string | undefined, tell: (finding: Finding) => void): Promise<number> {
  let loaded: Loaded;
  try {
    loaded = await loadSettings({ file });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const problem of error.problems)
      tell(failed('settings', problem, 'correct the file; each key is explained in config/postroom.yaml'));
    return error.problems.length;
  }
  const { settings, policy } = loaded;
  const count = settings.mailboxes.length;
  tell(
    ok(
      'settings',
      `${count} ${count === 1 ? 'mailbox' : 'mailboxes'}, ${policy.rules.signals.length} signals, settings in ${loaded.configDir}`,
    ),
  );
  let failures = 0;
  // All at once, for they wait for different servers; told in order.
  for (const findings of CHECKS.map(([name, check]) => attempt(name, check, loaded))) {
    for (const finding of await findings) {
      if (finding.state === 'failed') failures += 1;
      tell(finding);
    }
  }
  return failures;
}

async function attempt(name: string, check: Check, loaded: Loaded): Promise<readonly Finding[]> {
  try {
    return await check(loaded, Date.now());
  } catch (error) {
    return [
      failed(
        name,
        sentenceOf(error),
        'this check itself broke off; mend what the sentence names, then run postroom doctor again',
      ),
    ];
  }
}

const COLORS = { ok: 'green', warning: 'yellow', failed: 'red' } as const;
/** As wide as the longest state, and as most names of checks. */
const STATE_WIDTH = 8;
const CHECK_WIDTH = 24;

/** A finding as a person reads it: one line, and a second one that says what to do. Coloured for a terminal only. */
export function inWords({ check, state, what, todo }: Finding, stream: NodeJS.WriteStream): string {
  const head = `${styleText(COLORS[state], state.padEnd(STATE_WIDTH), { stream })} ${check.padEnd(CHECK_WIDTH)} ${what}`;
  return todo === '' ? head : `${head}\n${' '.repeat(STATE_WIDTH + 1)}${styleText('bold', `→ ${todo}`, { stream })}`;
}
