import { createTransport } from 'nodemailer';
import type { SampleMail } from './prepare.ts';

/** Hands the mails in over SMTP, one after the other, as a mail server next door would. Rejects when one is refused. */
export async function handIn(port: number, mails: readonly SampleMail[]): Promise<void> {
  const transport = createTransport({
    pool: true,
    maxConnections: 1, // one after the other
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    for (const { raw } of mails) await transport.sendMail({ envelope: envelopeOf(raw), raw });
  } finally {
    transport.close();
  }
}

/** The samples carry their envelope as mail stores write it: Return-Path, and To. */
function envelopeOf(raw: Buffer): { from: string; to: string[] } {
  const header = raw.toString('latin1').split(/\r?\n\r?\n/u, 1)[0]!;
  const address = (name: string): string =>
    new RegExp(`^${name}:.*?([^\\s<>]+@[^\\s<>]+)`, 'imu').exec(header)?.[1] ?? '';
  return { from: address('Return-Path'), to: [address('To')] };
}
