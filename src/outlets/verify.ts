import { createTransport } from 'nodemailer';
import type { TokenProvider } from '../lib/oauth/tokens.ts';
import { poolOptions, type SmtpOutletSettings } from './smtp.ts';

/** A person waits for the answer: shorter than the outlet's own patience, ms. */
const PATIENCE = { connect: 10_000, greeting: 10_000, silence: 10_000 } as const;

/** Connects, secures the line and logs in as the outlet would, and hangs up. Sends nothing. Rejects with nodemailer's error. */
export async function verifySmtp(settings: SmtpOutletSettings, tokens: TokenProvider | null): Promise<void> {
  const transport = createTransport(poolOptions(settings, PATIENCE, tokens));
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}
