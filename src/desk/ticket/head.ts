import { stageOf } from '../../domain/lifecycle.ts';
import { riskOf, sayPromise } from '../../domain/promise/risk.ts';
import { html, type Html } from '../../lib/html.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { hidden } from '../frame.ts';
import { channelSign, levelSign, nameOf, riskSign, timeOf } from '../words.ts';
import type { Looked } from './look.ts';
import { marked } from './marked.ts';

const STAGES = {
  open: null,
  waiting: null,
  resolved: 'Resolved',
  merged: 'Merged',
  shelved: 'In junk or bulk',
} as const;

/** The head of a ticket's page: what it is, what was promised and until when, who has it. */
export function ticketHead(deps: DeskDeps, ask: Ask, looked: Looked): Html {
  const { ticket, clocks, standing } = looked;
  const { levels } = deps.policy;
  const level = ticket.confirmedLevel ?? ticket.suggestedLevel;
  const stage = stageOf(ticket);
  const when = { now: ask.now, zone: ask.zone };
  const open = clocks.filter(({ state }) => state !== 'met' && state !== 'cancelled');
  const isMine = ticket.assignee === ask.actor.id;
  const spoken = ticket.suggestion.evidence.flatMap((one, i) =>
    one.where === 'subject' ? [{ ...one, n: i + 1 }] : [],
  );
  return html`<header>
    <p class="soft small row">
      <a href="/queue" data-key="g q">‹ Queue</a>
      <span class="num">#${ticket.reference}</span>
      ${channelSign(ticket.channel)}
      <span>came ${timeOf(ticket.acceptedAt, when)}</span>
      <span id="others">${othersWords(deps, looked)}</span>
      <button id="fresh" type="button" hidden></button>
      <span id="live" hidden></span>
    </p>
    <div class="heading">
      <h1 dir="auto">${ticket.subject === '' ? '(no subject)' : marked(ticket.subject, spoken)}</h1>
      <span class="row"
        >${levelSign(level, ticket.confirmedLevel !== null, levels)} <span>${levels[level].name}</span></span
      >
      <span class="push row">
        <span
          >${STAGES[stage] === null ? (ticket.assignee === null ? 'Nobody has it' : isMine ? 'You have it' : `${nameOf(deps.acts.staff, ticket.assignee)} has it`) : html`<span class="tone plain">${STAGES[stage]}</span>`}</span
        >
        ${
          (stage === 'open' || stage === 'waiting') &&
          !isMine &&
          ask.actor.roles.some((role) => role === 'rep' || role === 'manager')
            ? html`<form method="post" action="/tickets/${ticket.reference}/take">
                ${hidden(ask.field)}<input type="hidden" name="version" value="${ticket.version}" /><button
                  class="${ticket.assignee === null ? 'main' : ''}"
                  data-key="t"
                  aria-keyshortcuts="t"
                >
                  Take it <kbd>t</kbd>
                </button>
              </form>`
            : null
        }
      </span>
    </div>
    ${looked.mergedInto === null ? null : html`<p class="banner plain">It was merged into <a href="/tickets/${looked.mergedInto}">#${looked.mergedInto}</a>; go on there.</p>`}
    <ul class="promises">
      ${open.map((view) => {
        const risk = riskOf(view);
        const words = sayPromise(view, { ...when, waitingSince: standing?.waitingSince ?? null });
        return html`<li>
          ${risk === 'none' ? null : riskSign(risk)} <span>${words}</span>
          <a class="small" href="/tickets/${ticket.reference}/why/${view.metric}">why?</a>
        </li>`;
      })}
      ${clocks.filter(({ overdue, state }) => overdue && state === 'met').map((view) => html`<li><span class="tone late">■ Broken</span> <a href="/tickets/${ticket.reference}/why/${view.metric}?cycle=${view.cycle}">${BROKEN[view.metric]}</a></li>`)}
      ${open.length === 0 && clocks.length > 0 ? html`<li><span class="tone ok">● Nothing is owed</span></li>` : null}
      ${ticket.committedFor === null ? null : html`<li>Named to the customer: <strong>${ticket.committedFor}</strong></li>`}
      ${(standing?.escalatedTo ?? 0) > 0 ? html`<li><span class="tone now">▲ Escalated</span> to ${deps.acts.staff.ladder[standing!.escalatedTo - 1]?.title ?? `rung ${standing!.escalatedTo}`}</li>` : null}
    </ul>
  </header>`;
}

const BROKEN = {
  call_back: 'the call-back was late',
  update: 'an update was late',
  resolution: 'the solution was late',
} as const;

/** Who else is here, and who began to write. */
export function othersWords({ acts }: Pick<DeskDeps, 'acts'>, { others }: Pick<Looked, 'others'>): string {
  return others
    .map(
      ({ person, doing }) =>
        `${doing === 'writing' ? '✎' : '👁'} ${nameOf(acts.staff, person)} is ${doing === 'writing' ? 'writing' : 'here'}`,
    )
    .join(' · ');
}
