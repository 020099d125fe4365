import process from 'node:process';
import type { Command } from 'commander';
import { act, complain, FAILED, load, print, type Common } from './shell.ts';

/** The command about fax documents. Nothing of its work is loaded before it is called. */
export function addFaxCommand(program: Command): void {
  program
    .command('fax')
    .description('say what fax documents say: text, certainty, bar codes, ticket; nothing is stored')
    .argument('<file...>', 'TIFF or PDF files')
    .option('--config <file>', 'settings file')
    .option('--json', 'print one JSON line a file')
    .action(
      act(async (files: readonly string[], options: Common) => {
        const { runFax } = await import('./run-fax.ts');
        const failed = await runFax(files, await load(options), { json: options.json === true, print, complain });
        if (failed > 0) process.exitCode = FAILED;
      }),
    );
}
