import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { sentenceOf } from '../../lib/fault.ts';
import { createLog } from '../../lib/log.ts';
import type { TokenProvider } from '../../lib/oauth/tokens.ts';
import { tokensOf, withoutToken } from '../../outlets/sign-in.ts';
import { verifySms } from '../../outlets/verify-sms.ts';
import { verifySmtp } from '../../outlets/verify.ts';
import type { Settings } from '../../settings/shape.ts';
import { failed, fromSentence, ok, type Finding } from './check.ts';
import { folderProblem } from './folders.ts';
import { checkToken } from './oauth.ts';

/** Connects to the mail server that we send by, secures the line and logs in; no mail is sent. Or looks at the folder of the file outlet. */
export async function checkOutlet({ send }: Settings): Promise<readonly Finding[]> {
  if (send.outlet === 'file') {
    const { path } = send.file;
    const there = existsSync(path) ? path : nearest(path);
    const problem = await folderProblem(there);
    return [
      problem === null
        ? ok('outlet file', `acknowledgements are written to ${path}; nothing is sent`)
        : failed('outlet file', problem.what, problem.todo),
    ];
  }
  const sms = send.sms === null ? [] : [await checkSms(send.sms)];
  return [...(await checkSmtp(send.smtp)), ...sms];
}

async function checkSmtp(smtp: Settings['send']['smtp']): Promise<readonly Finding[]> {
  const tokens = tokensOf(smtp, createLog('silent'));
  if (smtp.oauth === null || tokens === null) return [await checkServer(smtp, null)];
  const token = await checkToken('token of outlet', smtp.oauth, tokens);
  return token.state === 'ok' ? [token, await checkServer(smtp, tokens)] : [token];
}

/** No SMS is sent: the service is only asked for the account. */
async function checkSms(sms: NonNullable<Settings['send']['sms']>): Promise<Finding> {
  const problem = await verifySms(sms);
  return problem === null
    ? ok('outlet sms', `${new URL(sms.api_url).host} knows the account ${sms.account_sid}`)
    : failed('outlet sms', problem, 'check send.sms.account_sid, auth_token and api_url, and the network');
}

async function checkServer(smtp: Settings['send']['smtp'], tokens: TokenProvider | null): Promise<Finding> {
  const check = 'outlet smtp';
  const where = `${smtp.host}:${smtp.port}`;
  try {
    await verifySmtp(smtp, tokens);
    const how = smtp.tls === 'none' ? 'without encryption' : 'encrypted';
    return ok(
      check,
      `${where} answers, ${how}, ${smtp.user === null ? 'no login is set' : `and lets ${smtp.user} in`}`,
    );
  } catch (error) {
    const attempt = withoutToken(smtp, error);
    if (attempt?.outcome === 'paused') return fromSentence(check, attempt.reason, 'see docs/oauth.md');
    return failed(check, `${where}: ${sentenceOf(error)}`, todoFor(error as { code?: string; responseCode?: number }));
  }
}

function todoFor({ code, responseCode }: { readonly code?: string; readonly responseCode?: number }): string {
  if (code === 'EAUTH' || responseCode === 535) return 'correct send.smtp.user and send.smtp.password';
  if (code === 'ETLS')
    return 'check send.smtp.tls and send.smtp.port, and send.smtp.ca_file if the certificate is a private one';
  return 'check that the server runs, the network, and send.smtp.host, port and tls';
}

/** The first folder above that exists: the rest is made when it is needed. */
function nearest(path: string): string {
  let at = path;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}
