import process from 'node:process';
import { Command } from 'commander';
import { addFaxCommand } from './commands/fax-command.ts';
import { addRuleCommands } from './commands/rule-commands.ts';
import { act, complain, FAILED, load, MISUSED, print, stopSignal, type Common } from './commands/shell.ts';

const program = new Command('postroom')
  .description(
    'An intake gateway for support desks: every message kept first, turned into exactly one ticket, answered once.',
  )
  .version('0.1.0')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : MISUSED));

program
  .command('start')
  .description('run everything until SIGTERM or SIGINT')
  .option('--config <file>', 'settings file')
  .action(
    act(async (options: Common) => {
      const { openHouse, serve } = await import('./serve.ts');
      await serve(await openHouse(await load(options)), stopSignal());
    }),
  );

program
  .command('drain')
  .description('read every source once, work every queue as far as it is due, and end')
  .option('--config <file>', 'settings file')
  .option('--json', 'print one JSON line')
  .action(
    act(async (options: Common) => {
      const { openHouse } = await import('./serve.ts');
      const { drain } = await import('./commands/drain.ts');
      const house = await openHouse(await load(options));
      try {
        const { result, problems } = await drain(house, stopSignal());
        print(
          options.json
            ? JSON.stringify(result)
            : Object.entries(result)
                .map(([name, value]) => `${name} ${value}`)
                .join(', '),
        );
        for (const problem of problems) complain(problem);
        if (problems.length > 0) process.exitCode = FAILED;
      } finally {
        await house.close();
      }
    }),
  );

program
  .command('explain')
  .description('say what would become of these messages; no database, nothing sent')
  .argument('<path...>', 'files or folders of raw messages')
  .option('--config <file>', 'settings file')
  .option('--json', 'print one JSON line a message')
  .action(
    act(async (paths: readonly string[], options: Common) => {
      const { runExplain } = await import('./commands/run-explain.ts');
      if ((await runExplain(paths, await load(options), options.json === true, print)) > 0) process.exitCode = FAILED;
    }),
  );

addRuleCommands(program);
addFaxCommand(program);

program
  .command('clocks')
  .description('working time: answer questions on standard input, or count the clocks of open tickets anew')
  .option('--json', 'read and print JSON lines')
  .option('--rebuild', 'count the clocks of open tickets anew, from what happened on them')
  .option('--reprice', 'the same, under the terms in force instead of those of their start')
  .option('--dry-run', 'with --rebuild or --reprice: say what would move, and write nothing')
  .option('--config <file>', 'settings file')
  .action(
    act(
      async (
        options: Common & { readonly rebuild?: boolean; readonly reprice?: boolean; readonly dryRun?: boolean },
      ) => {
        const { rebuild = false, reprice = false, dryRun = false, json = false } = options;
        if ([json, rebuild, reprice].filter(Boolean).length !== 1 || (json && dryRun)) {
          complain('say one of --json, --rebuild [--dry-run] and --reprice [--dry-run]');
          process.exitCode = MISUSED;
        } else if (json) {
          const { clocks } = await import('./commands/clocks.ts');
          process.exitCode = await clocks({ input: process.stdin, output: process.stdout, errors: process.stderr });
        } else {
          const { rebuildClocks } = await import('./commands/clocks-rebuild.ts');
          await rebuildClocks({ reprice, dryRun, print }, await load(options));
        }
      },
    ),
  );

program
  .command('simulate')
  .description(
    'run days of traffic through a model of this office: what would be reminded, broken, and how busy reps are',
  )
  .requiredOption('--days <n>', 'how many days')
  .option('--from <traffic>', 'a CSV file (at, from, subject, body), or "history": what came in lately; else made up')
  .option('--start <date>', 'the first day, such as 2026-11-30')
  .option('--seed <n>', 'another course of chance', '1')
  .option('--config <file>', 'settings file')
  .option('--json', 'print one JSON line')
  .action(
    act(
      async (
        options: Common & {
          readonly days: string;
          readonly from?: string;
          readonly start?: string;
          readonly seed: string;
        },
      ) => {
        const { simulate } = await import('./commands/simulate.ts');
        const { from, start } = options;
        const asked = { days: Number(options.days), from, start, seed: Number(options.seed) };
        const { report, words } = await simulate(asked, await load(options), stopSignal());
        if (options.json) print(JSON.stringify(report));
        else for (const line of words) print(line);
      },
    ),
  );

program
  .command('sign-in')
  .description('make a link by which a person of people.yaml signs in to the desk, once, within three days')
  .argument('<person>', 'id of the person')
  .option('--config <file>', 'settings file')
  .action(
    act(async (person: string, options: Common) => {
      const { signIn } = await import('./commands/sign-in.ts');
      await signIn(person, await load(options), print);
    }),
  );

program
  .command('migrate')
  .description('bring the database to this version')
  .option('--config <file>', 'settings file')
  .action(
    act(async (options: Common) => {
      const { openStore } = await import('./store/open.ts');
      const { migrate } = await import('./store/migrate.ts');
      const { settings } = await load(options);
      const store = await openStore({ url: settings.database.url, connections: 2, dataDir: settings.data_dir });
      try {
        const applied = await migrate(store.db);
        print(applied.length === 0 ? 'the database is up to date' : `applied ${applied.join(', ')}`);
      } finally {
        await store.close();
      }
    }),
  );

program
  .command('replay')
  .description('work stored items again')
  .argument('[id...]', 'ids of items')
  .option('--quarantined', 'every quarantined item')
  .option('--config <file>', 'settings file')
  .action(
    act(async (ids: readonly string[], options: Common & { readonly quarantined?: boolean }) => {
      const { replay } = await import('./commands/replay.ts');
      process.exitCode = await replay(ids, options.quarantined === true, await load(options), print, complain);
    }),
  );

program
  .command('release')
  .description('take tickets out of junk or bulk')
  .argument('<reference...>', 'numbers of tickets, such as K7Q-2M4')
  .option('--config <file>', 'settings file')
  .action(
    act(async (references: readonly string[], options: Common) => {
      const { releaseTickets } = await import('./commands/release.ts');
      process.exitCode = await releaseTickets(references, await load(options), print, complain);
    }),
  );

program
  .command('import')
  .description('bring in what the office keeps elsewhere')
  .command('customers')
  .description('customers with their agreements, people, numbers and systems, from a CSV file (docs/customers.md)')
  .argument('<file.csv>', 'the file')
  .option('--dry-run', 'say what would change, and change nothing')
  .option('--remove-missing', 'customers who are not in the file are no customers any more; their tickets keep them')
  .option('--country <code>', 'country of numbers that are written without one, e.g. US')
  .option('--config <file>', 'settings file')
  .action(
    act(
      async (
        file: string,
        options: Common & {
          readonly dryRun?: boolean;
          readonly removeMissing?: boolean;
          readonly country?: string;
        },
      ) => {
        const { runImport } = await import('./commands/import-customers.ts');
        const { dryRun = false, removeMissing = false, country } = options;
        process.exitCode = await runImport(
          { file, dryRun, removeMissing, country, print, complain },
          await load(options),
        );
      },
    ),
  );

program
  .command('doctor')
  .description('check settings, database, mailboxes, sending, DNS and disk: each ok, or what to do')
  .option('--config <file>', 'settings file')
  .option('--json', 'print one JSON line a check')
  .action(
    act(async (options: Common) => {
      const { doctor, inWords } = await import('./commands/doctor.ts');
      const failures = await doctor(options.config, (finding) =>
        print(options.json ? JSON.stringify(finding) : inWords(finding, process.stdout)),
      );
      if (failures > 0) process.exitCode = FAILED;
    }),
  );

program
  .command('demo')
  .description('show the whole way of some sample mails on this machine; nothing is sent')
  .action(
    act(async () => {
      const { demo } = await import('./commands/demo.ts');
      await demo(process.cwd(), process.stdout, stopSignal());
    }),
  );

await program.parseAsync();
