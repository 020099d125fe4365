import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { sentenceOf } from '../../lib/fault.ts';
import { verifySmtp } from '../../outlets/verify.ts';
import type { Settings } from '../../settings/shape.ts';
import { failed, ok, type Finding } from './check.ts';
import { folderProblem } from './folders.ts';

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
  const { smtp } = send;
  const check = 'outlet smtp';
  const where = `${smtp.host}:${smtp.port}`;
  try {
    await verifySmtp(smtp);
    const how = smtp.tls === 'none' ? 'without encryption' : 'encrypted';
    return [
      ok(check, `${where} answers, ${how}, ${smtp.user === null ? 'no login is set' : `and lets ${smtp.user} in`}`),
    ];
  } catch (error) {
    return [
      failed(check, `${where}: ${sentenceOf(error)}`, todoFor(error as { code?: string; responseCode?: number })),
    ];
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
