import type { Metrics } from '../http/metrics.ts';
import type { Log } from '../lib/log.ts';
import { fileOutlet, textFileOutlet } from '../outlets/file.ts';
import { noSms } from '../outlets/no-sms.ts';
import type { Outlet, Outlets } from '../outlets/port.ts';
import { smsOutlet } from '../outlets/sms.ts';
import { smtpOutlet } from '../outlets/smtp.ts';
import type { Settings } from '../settings/shape.ts';

/** The ways out that the settings name, their attempts counted. With `outlet: file` nothing leaves the house, SMS included. */
export function openOutlets({ send }: Settings, log: Log, metrics: Metrics): Outlets {
  if (send.outlet === 'file')
    return { mail: counted(fileOutlet(send.file), metrics), sms: counted(textFileOutlet(send.file), metrics) };
  return {
    mail: counted(smtpOutlet(send.smtp, log), metrics),
    sms: counted(send.sms === null ? noSms : smsOutlet(send.sms, log), metrics),
  };
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
