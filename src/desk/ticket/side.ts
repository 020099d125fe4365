import { stageOf } from '../../domain/lifecycle.ts';
import { html, type Html } from '../../lib/html.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { nameOf, timeOf } from '../words.ts';
import { customerCard } from './customer.ts';
import { levelCard } from './level.ts';
import type { Looked } from './look.ts';
import { otherActs } from './others.ts';
import type { Refused } from './pages.ts';

/** What stands beside the conversation: the level and why, the customer, and what else can be done. */
export function ticketSide(deps: DeskDeps, ask: Ask, looked: Looked, refused: Refused | null): Html {
  const stage = stageOf(looked.ticket);
  const isLive = stage === 'open' || stage === 'waiting';
  const mayAct = ask.actor.roles.some((role) => role === 'rep' || role === 'manager');
  return html`<aside aria-label="About the ticket">
    ${levelCard(deps, ask, looked, mayAct && isLive, refused)} ${customerCard(ask, looked, mayAct)}
    ${mayAct ? otherActs(deps, ask, looked, isLive, refused) : null} ${seenBy(deps, ask, looked)}
  </aside>`;
}

function seenBy({ acts }: DeskDeps, ask: Ask, { visitors, drafts }: Looked): Html {
  const when = { now: ask.now, zone: ask.zone };
  const theirs = drafts.filter(({ person }) => person !== ask.actor.id);
  return html`<section class="card small">
    <h2>Who looked</h2>
    <ul class="because">
      ${visitors.map(({ person, at }) => html`<li>${nameOf(acts.staff, person)}, ${timeOf(at, when)}</li>`)}
    </ul>
    ${theirs.map(({ person, at }) => html`<p>✎ ${nameOf(acts.staff, person)} began to write, ${timeOf(at, when)}.</p>`)}
  </section>`;
}
