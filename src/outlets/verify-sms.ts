import { outcomeOfAnswer, outcomeWithoutAnswer } from './sms-outcome.ts';
import { accountUrl, request, type SmsSettings } from './sms-request.ts';

/** A person waits for the answer, ms. */
const PATIENCE_MS = 10_000;

/** Asks the SMS service for our account and sends nothing. Null when it is known and active, else what is wrong. */
export async function verifySms(settings: SmsSettings): Promise<string | null> {
  const url = accountUrl(settings, '.json');
  const attempt = await request(settings, {
    url,
    form: null,
    signal: AbortSignal.timeout(PATIENCE_MS),
    begun: () => {},
  }).then(outcomeOfAnswer, (error: unknown) => outcomeWithoutAnswer(error, false));
  if (attempt.outcome !== 'sent') return attempt.reason;
  return attempt.response.startsWith('200 active') ? null : `the account is not active: ${attempt.response}`;
}
