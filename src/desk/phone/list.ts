import { coverOf, dayIn } from '../../domain/customer.ts';
import { isLevel } from '../../domain/level.ts';
import { html, type Html } from '../../lib/html.ts';
import type { Caller, OpenTicket } from '../../store/desk/callers.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { levelSign } from '../words.ts';
import { NOBODY, offeredBy, valueOf, type Offered } from './caller.ts';
import type { PhoneView } from './view.ts';

/** Who may be calling, and which of their tickets it may be about; what is picked here fills what was not typed. */
export function callerList(
  deps: DeskDeps,
  ask: Ask,
  { typed, callers, hasMore, open }: Pick<PhoneView, 'typed' | 'callers' | 'hasMore' | 'open'>,
): Html {
  const nobody = offeredBy(typed.q, null, deps.asNumber);
  const isNumber = typed.q !== '' && nobody.name === '' && nobody.address === '';
  const isShared = new Set(callers.filter(({ isExact }) => isExact).map(({ customerId }) => customerId)).size > 1;
  const pick = (caller: Caller): Html =>
    callerPick(ask, caller, {
      isPicked: typed.caller === valueOf(caller),
      isDoubtful: isNumber && (!caller.isExact || isShared),
      offered: offeredBy(typed.q, caller, deps.asNumber),
    });
  return html`<fieldset class="list" id="callers" ${data(nobody)}>
    <legend class="sr">Who it may be</legend>
    <input type="hidden" name="sure" value="${typed.sure}" />
    ${callers.map(pick)}
    ${
      callers.length === 0
        ? typed.q.length < 2
          ? null
          : html`<p class="soft small">
              Nobody on the list of customers fits. Go on; the name and number are kept as you type them.
            </p>`
        : html`<label class="pick"
            ><input
              type="radio"
              name="caller"
              value="${NOBODY}"
              ${typed.caller === NOBODY ? html` checked` : null}
              ${data(nobody)}
            />
            somebody else</label
          >`
    }
    ${hasMore ? html`<p class="soft small">More fit; type more letters, or more of the number.</p>` : null}
    ${open.length === 0 ? null : tickets(deps, open)}
  </fieldset>`;
}

function callerPick(
  ask: Ask,
  caller: Caller,
  {
    isPicked,
    isDoubtful,
    offered,
  }: { readonly isPicked: boolean; readonly isDoubtful: boolean; readonly offered: Offered },
): Html {
  const { name, customer, phone, address, agreement } = caller;
  const cover = coverOf(agreement, dayIn(ask.zone, ask.now));
  return html`<label class="pick"
    ><input
      type="radio"
      name="caller"
      value="${valueOf(caller)}"
      ${isPicked ? html` checked` : null}
      ${data(offered)}
    />
    <span
      >${isDoubtful ? html`<em>maybe</em> ` : null}<strong dir="auto">${name || customer}</strong>
      <span class="soft small" dir="auto"
        >${[name === '' ? '' : customer, phone ?? '', address].filter((part) => part !== '').join(' · ')}</span
      >
      ${cover === 'covered' ? html`<span class="soft small">agreement ${agreement.number ?? ''} in force</span>` : html`<span class="tone now">▲ no agreement in force</span>`}</span
    ></label
  >`;
}

function tickets({ policy: { levels } }: DeskDeps, open: readonly OpenTicket[]): Html {
  return html`<div class="open-tickets">
    <p class="small">It is about one of these? What you wrote goes along.</p>
    <ul>
      ${open.map(
        ({ reference, subject, level, isConfirmed, name }) =>
          html`<li>
            <button name="about" value="${reference}" formnovalidate>#${reference}</button>
            ${isLevel(level) ? levelSign(level, isConfirmed, levels) : null} <span dir="auto">${subject}</span>
            <span class="soft small" dir="auto">${name}</span>
          </li>`,
      )}
    </ul>
  </div>`;
}

function data(offered: Offered): Html {
  return html`data-name="${offered.name}" data-number="${offered.number}" data-address="${offered.address}"`;
}
