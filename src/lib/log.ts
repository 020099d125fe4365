import { pino, type Logger } from 'pino';

export type Log = Logger;

/** Every path under which a secret could reach a log line; pino prints [redacted] instead. */
const SECRETS = [
  'pass',
  'password',
  'accessToken',
  'refreshToken',
  'clientSecret',
  'authorization',
  'secret',
  'privateKey',
  'url',
];

/** JSON lines to standard error, so that standard output stays the command's own. One `item` id runs from arrival to answer. */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      redact: { paths: SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
