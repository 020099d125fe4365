import { auditPages } from './audit/pages.ts';
import { boardPages } from './board/pages.ts';
import { customerPages } from './customers/pages.ts';
import type { Desk } from './desk.ts';
import { EVERYBODY } from './desk.ts';
import { eventStream } from './events.ts';
import { faxPages } from './fax/pages.ts';
import { ledgerPages } from './ledger/pages.ts';
import { mailParts } from './mail/pages.ts';
import { outboxPages } from './outbox/pages.ts';
import { phonePages } from './phone/pages.ts';
import { queuePages } from './queue/pages.ts';
import { rulesPages } from './rules/pages.ts';
import { searchPages } from './search/pages.ts';
import { sourcesPages } from './sources/pages.ts';
import { ticketPages } from './ticket/pages.ts';

/** Every part of the desk, each with its own pages. A new one is a file and a line here. */
export function partsOfDesk(desk: Desk): void {
  desk.get('/', EVERYBODY, async ({ actor }) => ({
    to: actor.roles.includes('rep') ? '/queue' : actor.roles.includes('manager') ? '/board' : '/ledger',
  }));
  eventStream(desk);
  queuePages(desk);
  ticketPages(desk);
  phonePages(desk);
  faxPages(desk);
  searchPages(desk);
  customerPages(desk);
  ledgerPages(desk);
  sourcesPages(desk);
  outboxPages(desk);
  auditPages(desk);
  mailParts(desk);
  boardPages(desk);
  rulesPages(desk);
}
