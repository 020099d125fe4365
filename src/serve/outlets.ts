import type { OutgoingFax } from '../domain/outgoing.ts';
import type { Marks } from '../format/mark.ts';
import type { Metrics } from '../http/metrics.ts';
import type { Log } from '../lib/log.ts';
import { faxOutlet } from '../outlets/fax.ts';
import { eventFileOutlet, faxFileOutlet, fileOutlet, textFileOutlet } from '../outlets/file.ts';
import { noFax, noSms } from '../outlets/no-sms.ts';
import type { Outlet, Outlets } from '../outlets/port.ts';
import { smsOutlet } from '../outlets/sms.ts';
import { smtpOutlet } from '../outlets/smtp.ts';
import { webhookOutlet } from '../outlets/webhook.ts';
import type { Settings } from '../settings/shape.ts';

/** The ways out that the settings name, their attempts counted. With `outlet: file` nothing leaves the house: no SMS, no fax, no event. */
export function openOutlets(settings: Settings, { log, metrics, marks }: OutletDeps): Outlets {
  const { send, fax, public_url: publicUrl } = settings;
  if (send.outlet === 'file')
    return {
      mail: counted(fileOutlet(send.file), metrics),
      sms: counted(textFileOutlet(send.file), metrics),
      fax: counted(faxFileOutlet(send.file, typesetFax), metrics),
      webhook: counted(eventFileOutlet(send.file), metrics),
    };
  const letter = (id: string): string => `${publicUrl}/fax/letters/${id}/${marks.faxLetter(id)}`;
  const addresses = { media: (id: string) => `${letter(id)}.pdf`, status: letter };
  return {
    mail: counted(smtpOutlet(send.smtp, log), metrics),
    sms: counted(send.sms === null ? noSms : smsOutlet(send.sms, log), metrics),
    // without a public address the service has nowhere to fetch from; the settings are refused then
    fax: counted(fax.send === null || publicUrl === null ? noFax : faxOutlet(fax.send, addresses, log), metrics),
    webhook: counted(webhookOutlet(settings.webhooks, log), metrics),
  };
}

type OutletDeps = { readonly log: Log; readonly metrics: Metrics; readonly marks: Marks };

/** The pages of a letter; the typesetter is loaded with the first one. */
export async function typesetFax(fax: OutgoingFax): Promise<Uint8Array> {
  const { faxLetter } = await import('../format/fax/cover-sheet.ts');
  return faxLetter({ ...fax, to: fax.toName, number: fax.to });
}

function counted<Sent>(outlet: Outlet<Sent>, metrics: Metrics): Outlet<Sent> {
  return {
    ...outlet,
    async send(message, signal) {
      const attempt = await outlet.send(message, signal);
      metrics.sent(outlet.name, attempt.outcome);
      return attempt;
    },
  };
}
