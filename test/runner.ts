import { TestRunner, type RunnerTask, type RunnerTestFile } from 'vitest';

/** Skips, by name, the tests of a project whose database is missing on this machine (global-setup.ts said what to install). */
export default class PeerRunner extends TestRunner {
  onCollected(files: RunnerTestFile[]): void {
    if (this.injectValue('database')?.kind === 'missing') files.forEach(skip);
  }
}

function skip(task: RunnerTask): void {
  task.mode = 'skip';
  if ('tasks' in task) task.tasks.forEach(skip);
}
