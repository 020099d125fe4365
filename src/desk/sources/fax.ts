import type { Check, HealthFacts } from '../../domain/health.ts';
import { html, type Html } from '../../lib/html.ts';
import type { FaxLine } from '../../store/desk/intake.ts';
import type { MailboxHealth } from '../../store/ledger.ts';
import type { Ask } from '../desk.ts';
import { timeOf } from '../words.ts';
import { lastRead } from './box.ts';

const FOLDER = 'fax-folder:';

/** The lines that faxes come by, watched folders and others: what came last, what is still coming. */
export function faxTable({
  facts,
  checks,
  lines,
  states,
  ask,
}: {
  readonly facts: HealthFacts;
  readonly checks: readonly Check[];
  readonly lines: readonly FaxLine[];
  readonly states: readonly MailboxHealth[];
  readonly ask: Ask;
}): Html {
  const folders = facts.mailboxes.filter(({ id }) => id.startsWith(FOLDER));
  const names = [
    ...new Set([...folders.map(({ id }) => id.slice(FOLDER.length)), ...lines.map(({ source }) => source)]),
  ];
  if (names.length === 0)
    return html`<p class="empty">
      <strong>No fax line yet.</strong> Name one in <code>fax</code> of the settings; it stands here from its first fax
      on.
    </p>`;
  return html`<div class="wide" tabindex="0" role="region" aria-label="Fax lines">
    <table>
      <thead>
        <tr>
          <th scope="col">Line</th>
          <th scope="col">Last fax</th>
          <th scope="col">Still coming</th>
          <th scope="col">To be fetched</th>
          <th scope="col">To be read</th>
          <th scope="col">Looked into</th>
        </tr>
      </thead>
      <tbody>
        ${names.map((name) => {
          const line = lines.find(({ source }) => source === name);
          const folder = folders.find(({ id }) => id === FOLDER + name);
          const check = checks.find((one) => one.check === `mailbox ${FOLDER}${name}`) ?? null;
          const trouble = [
            ...states.flatMap((state) =>
              state.mailbox === FOLDER + name && state.trouble !== null ? [state.trouble] : [],
            ),
            ...(line?.trouble == null ? [] : [line.trouble]),
          ];
          return html`<tr>
            <th scope="row">${name}</th>
            <td>${line?.lastAt == null ? 'none yet' : timeOf(line.lastAt, ask)}</td>
            <td class="num">${line?.coming ?? 0}</td>
            <td class="num">${line?.toFetch ?? 0}</td>
            <td class="num">${line?.toRead ?? 0}</td>
            <td>
              ${folder === undefined ? html`<span class="soft">its faxes are handed in</span>` : lastRead(folder.readAt, check, ask)}
              ${trouble.map((sentence) => html`<span class="why late">■ ${sentence}</span>`)}
            </td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}
