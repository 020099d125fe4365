import { endpointProblem } from '../lib/oauth/endpoint.ts';
import type { Path, Problem } from './problem.ts';
import type { Settings } from './shape.ts';

/** What no single key about API tokens and SMS can say; people.yaml is not asked here. */
export function promiseProblems({ api, send }: Settings): readonly Problem[] {
  const found: Problem[] = [];
  const need = (bad: boolean, path: Path, text: string): void => {
    if (bad) found.push({ path, text });
  };
  const names = api.tokens.map(({ name }) => name);
  const tokens = api.tokens.map(({ token }) => token);
  api.tokens.forEach(({ name, token }, n) => {
    need(
      names.indexOf(name) < n,
      ['api', 'tokens', n, 'name'],
      `"${name}" stands above already; give each its own name`,
    );
    const first = tokens.indexOf(token);
    need(first < n, ['api', 'tokens', n, 'token'], `this is the token of "${names[first]}" too; give each its own`);
  });
  const address = send.sms === null ? null : endpointProblem(send.sms.api_url);
  if (address !== null) found.push({ path: ['send', 'sms', 'api_url'], text: address });
  return found;
}
