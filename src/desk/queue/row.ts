import { DESK_PEOPLE, type Ask, type DeskDeps } from '../desk.ts';
import { calendarOf, targetOf } from '../../domain/promise/clock.ts';
import { sayPromise } from '../../domain/promise/risk.ts';
import type { ClockView } from '../../domain/promise/view.ts';
import { html, type Html } from '../../lib/html.ts';
import { sayTime } from '../../domain/say-time.ts';
import type { QueueRow } from '../../store/desk/queue-row.ts';
import { channelSign, levelSign, nameOf, riskSign, timeOf } from '../words.ts';

/** One ticket of the queue, in two lines: what is owed and until when, then what it is about and who has it. */
export function queueRow(deps: DeskDeps, ask: Ask, row: QueueRow): Html {
  const when = { now: ask.now, zone: ask.zone };
  const { staff } = deps.acts;
  const customer = row.customer?.name ?? (row.requesterName || row.requesterAddress || 'unknown sender');
  const isFree = row.assignee === null;
  const mayTake =
    isFree &&
    row.resolvedAt === null &&
    row.bucket !== 'junk' &&
    row.bucket !== 'bulk' &&
    ask.actor.roles.some((role) => DESK_PEOPLE.includes(role));
  return html`<li data-item data-ref="${row.reference}">
    <label class="tick"
      ><input type="checkbox" name="refs" value="${row.reference}:${row.version}" data-key="x" /><span class="sr"
        >Choose ${row.reference}</span
      ></label
    >
    <div class="when">
      ${row.band === 'none' ? null : riskSign(row.band)} <span class="small">${dueWords(deps, ask, row)}</span>
    </div>
    <div>${levelSign(row.level, row.isConfirmed, deps.policy.levels)}</div>
    <div class="what">
      <p class="first">
        <a href="/tickets/${row.reference}" data-open dir="auto">${row.subject || '(no subject)'}</a>
        <span class="ref">#${row.reference}</span>
      </p>
      <p class="about">
        <span dir="auto">${customer}</span>
        ${row.customer === null || row.customer.until === null ? null : html`<span>agreement to ${row.customer.until}</span>`}
        ${channelSign(row.channel)}
        ${row.faxPages > 0 ? html`<span>${row.faxPages} ${row.faxPages === 1 ? 'page' : 'pages'}${row.faxNeedsHuman ? html`, <strong>▲ needs a person</strong>` : null}</span>` : null}
        <span
          >${isFree ? html`<strong>nobody has it</strong>` : row.assignee === ask.actor.id ? 'yours' : nameOf(staff, row.assignee)}</span
        >
        ${row.draftAt === null ? null : html`<span>✎ your draft, ${timeOf(row.draftAt, when)}</span>`}
        ${row.others.map(({ person, doing }) => html`<span>${doing === 'writing' ? '✎' : '👁'} ${nameOf(staff, person)} is ${doing === 'writing' ? 'writing' : 'here'}</span>`)}
        ${mayTake ? html`<button class="link" formaction="/tickets/${row.reference}/take?version=${row.version}" name="back" value="queue" data-key="t">Take it</button>` : null}
      </p>
    </div>
  </li>`;
}

/** `Call back by 13:53 EST · 42 min left`, counted by the calendar of the promise; what stands instead where nothing is due. */
function dueWords({ acts }: DeskDeps, { now, zone }: Ask, row: QueueRow): string {
  const { due, waitingSince, resolvedAt, bucket } = row;
  if (resolvedAt !== null) return `resolved ${sayTime(resolvedAt, { now, zone })}`;
  if (bucket === 'junk' || bucket === 'bulk') return `in ${bucket}, came ${sayTime(row.acceptedAt, { now, zone })}`;
  if (due === null)
    return waitingSince === null
      ? `nothing is due · came ${sayTime(row.acceptedAt, { now, zone })}`
      : `paused: waiting for the customer since ${sayTime(waitingSince, { now, zone })}`;
  const promises = acts.terms.current;
  const calendar = calendarOf(promises, targetOf(promises, due.metric, due.level));
  const left = due.dueAt > now ? calendar.worked(now, due.dueAt) : -calendar.worked(due.dueAt, now);
  const opens = calendar.isOpen(now) ? null : calendar.nextOpening(now);
  const view: ClockView = {
    metric: due.metric,
    cycle: due.cycle,
    state: 'running',
    overdue: now > due.dueAt,
    startedAt: due.startedAt,
    dueAt: due.dueAt,
    targetMinutes: due.targetMinutes,
    metAt: null,
    firstMetAt: null,
    breachedAt: null,
    elapsedSeconds: 0,
    remainingSeconds: left,
  };
  const words = sayPromise(view, { now, zone, waitingSince });
  return opens === null ? words : `${words} · resumes ${sayTime(opens, { now, zone })}`;
}
