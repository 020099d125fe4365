import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { act, load, print, type Common } from './shell.ts';

/** The commands about rules and levels: suggest, backtest, learn. Nothing of their work is loaded before one is called. */
export function addRuleCommands(program: Command): void {
  program
    .command('suggest')
    .description('suggest levels for texts on standard input')
    .option('--config <file>', 'settings file')
    .requiredOption('--json', 'read and print JSON lines')
    .action(
      act(async (options: Common) => {
        const { suggest } = await import('./suggest.ts');
        const { policy } = await load(options);
        process.exitCode = await suggest({
          input: createInterface({ input: process.stdin, crlfDelay: Infinity }),
          output: process.stdout,
          errors: process.stderr,
          policy,
        });
      }),
    );

  program
    .command('backtest')
    .description('decide the stored history again under other rules; show what would change')
    .requiredOption('--rules <file>', 'the rules to try')
    .option('--policy <file>', 'a support policy whose decision table is tried too')
    .option('--json', 'print JSON lines: every ticket that would change, then the sum')
    .option('--config <file>', 'settings file')
    .action(
      act(async (options: Common & { readonly rules: string; readonly policy?: string }) => {
        const { backtest } = await import('./backtest.ts');
        const { rules, policy, json = false } = options;
        await backtest({ rules, policy, json, print }, await load(options));
      }),
    );

  program
    .command('learn')
    .description('propose phrases from the levels that reps corrected; nothing changes by itself')
    .option('--json', 'print JSON lines, one a proposal')
    .option('--config <file>', 'settings file')
    .action(
      act(async (options: Common) => {
        const { learn } = await import('./learn.ts');
        await learn({ json: options.json === true, print }, await load(options));
      }),
    );
}
