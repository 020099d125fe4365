import type { OutgoingFax, OutgoingText } from '../domain/outgoing.ts';
import type { Outlet } from './port.ts';

/** Where no SMS service is set up: a message that was meant for it fails at once, so that the next person is told. */
export const noSms: Outlet<OutgoingText> = Object.freeze({
  name: 'sms',
  send: async () => ({ outcome: 'failed', reason: 'no SMS service is set up (send.sms in the settings)' }) as const,
  close: async () => {},
});

/** Where no fax service is set up: an answer that was meant for it fails at once, and a person sees it. */
export const noFax: Outlet<OutgoingFax> = Object.freeze({
  name: 'fax',
  send: async () => ({ outcome: 'failed', reason: 'no fax service is set up (fax.send in the settings)' }) as const,
  close: async () => {},
});
