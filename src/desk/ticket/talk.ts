import type { Line } from '../../domain/link.ts';
import type { Evidence } from '../../domain/level.ts';
import { withoutPersonalLinks } from '../../domain/personal-link.ts';
import { sayJournal } from '../../domain/say-journal.ts';
import type { Instant } from '../../domain/time.ts';
import { html, type Html } from '../../lib/html.ts';
import type { MessageRow, SentRow } from '../../store/dossier.ts';
import type { Ask, DeskDeps } from '../desk.ts';
import { nameOf, sayBytes, textBlock, timeOf } from '../words.ts';
import { faxPages } from './fax.ts';
import { actForm } from './form.ts';
import { hasPreview } from '../mail/parts.ts';
import type { Looked } from './look.ts';
import { marked, trimmed } from './marked.ts';

type When = { readonly now: Instant; readonly zone: string };

/** Lines of the house that say no more than the messages beside them. */
const TOLD_ELSEWHERE = new Set([
  'opened',
  'appended',
  'acknowledgement_sent',
  'notice_sent',
  'alert_sent',
  'reminder_sent',
  'screened',
  'threaded',
  'acknowledgement_queued',
  'replied',
  'noted',
  'asked_customer',
  'workaround_offered',
  'level_suggested',
  'customer_found',
  'not_sent',
]);
const SENT: Readonly<Record<string, string>> = {
  acknowledgement: 'Acknowledgement',
  nudge: 'Reminder to the customer',
  question: 'Question',
  reply: 'Answer',
  resolution: 'Solution',
  workaround: 'Way around it',
  commitment: 'Named release',
};
const STATES: Readonly<Record<string, string>> = {
  pending: 'waits to go out',
  sending: 'is going out',
  unknown: 'nobody knows whether it arrived',
  failed: 'could not be sent',
  unresolved: 'nobody knows whether it arrived; look',
  withdrawn: 'called back before it went out',
};
const CALM = ['pending', 'sending', 'withdrawn'];
/** Letters of people that can be called back as long as they wait. */
const UNDOABLE = ['question', 'reply', 'resolution', 'workaround'];

/** Everything that was said and done on a ticket, oldest first: mails and faxes with what is new in them, our letters, notes, and the journal's lines between. */
export function talk(deps: DeskDeps, ask: Ask, looked: Looked): Html {
  const when = { now: ask.now, zone: ask.zone };
  const numbered = looked.ticket.suggestion.evidence.map((one, i) => ({ ...one, n: i + 1 }));
  const items: { readonly at: Instant; readonly item: Html }[] = [
    ...looked.messages.map((mail, i) => ({
      at: mail.at,
      item: received(deps, looked, mail, i === 0 ? numbered : [], when),
    })),
    ...looked.sent.map((mail) => ({ at: mail.at, item: sent(ask, looked, mail, when) })),
    ...looked.journal.flatMap((line) => {
      if (line.act === 'noted') return [{ at: line.at, item: note(deps, line, when) }];
      return TOLD_ELSEWHERE.has(line.act) ? [] : [{ at: line.at, item: journalLine(deps, line, when) }];
    }),
  ];
  return html`<ol class="talk" aria-label="What was said and done">
    ${items.toSorted((a, b) => a.at - b.at).map(({ item }) => html`<li>${item}</li>`)}
  </ol>`;
}

function received(
  deps: DeskDeps,
  looked: Looked,
  mail: MessageRow,
  evidence: readonly (Evidence & { readonly n: number })[],
  when: When,
): Html {
  const ofText = evidence.filter(({ where }) => where !== 'subject');
  const fresh = mail.segments.filter(({ kind }) => kind === 'new' || kind === 'forwarded');
  const older = mail.segments.filter(
    ({ kind, from, to }) => (kind === 'quoted' || kind === 'signature') && mail.body.slice(from, to).trim() !== '',
  );
  const fax = looked.faxes.find(({ id }) => id === mail.inboundId);
  const files = mail.attachments.filter(({ inline }) => !inline);
  const pictures = mail.attachments.length - files.length;
  const isCall = mail.via === 'phone';
  return html`<article class="said ${mail.byStaff === null ? '' : 'ours'}">
    <header>
      <strong dir="auto"
        >${mail.byStaff === null ? mail.fromName || mail.fromAddress || looked.ticket.requesterName : nameOf(deps.acts.staff, mail.byStaff)}</strong
      >
      ${mail.fromName === '' || mail.fromAddress === '' ? null : html`<span class="soft small">${mail.fromAddress}</span>`}
      ${isCall ? html`<span class="small soft">by telephone</span>` : fax === undefined ? trustSign(mail) : null}
      ${timeOf(mail.at, when)}
    </header>
    ${mail.thirdParty ? html`<p class="problem now">▲ The sender takes no part in this ticket: they wrote under its number. Make sure before you answer.</p>` : null}
    ${mail.subject !== '' && mail.subject !== looked.ticket.subject ? html`<p class="soft small" dir="auto">${mail.subject}</p>` : null}
    ${
      fax === undefined
        ? textBlock(
            fresh.length === 0
              ? mail.body.trim()
              : fresh.map(
                  (range, i) => html`${i === 0 ? '' : '\n\n'}${marked(mail.body, ofText, trimmed(mail.body, range))}`,
                ),
          )
        : faxPages(fax, mail, ofText)
    }
    ${mail.size > mail.body.length ? html`<p class="soft small">Only the beginning is shown: ${mail.body.length} of ${mail.size} characters.</p>` : null}
    ${
      older.length === 0 || fax !== undefined
        ? null
        : html`<details>
            <summary>What came before, and the signature</summary>
            ${textBlock(older.map(({ from, to }) => mail.body.slice(from, to)))}
          </details>`
    }
    ${
      files.length === 0
        ? null
        : html`<ul class="files">
            ${files.map((file) => attached(mail.id, file))}
          </ul>`
    }
    ${isCall ? html`<p class="small"><a href="/parts/${mail.id}/raw" download>Download the record of the call</a></p>` : null}
    ${
      fax === undefined && !isCall
        ? html`<details data-frame="/parts/${mail.id}/body">
            <summary>As it was sent${pictures > 0 ? ` · ${pictures} picture${pictures === 1 ? '' : 's'}` : ''}</summary>
            <p class="small row">
              <a href="/parts/${mail.id}/body" target="_blank" rel="noopener">Open it by itself</a>
              <a href="/parts/${mail.id}/raw" download>Download the mail</a>
            </p>
            <iframe
              class="sheet"
              title="The mail as it was sent"
              src="/parts/${mail.id}/body"
              loading="lazy"
              sandbox="allow-popups allow-popups-to-escape-sandbox"
            ></iframe>
          </details>`
        : null
    }
  </article>`;
}

/** A file to take away; a picture is shown as one that we drew anew. */
function attached(mail: string, file: MessageRow['attachments'][number]): Html {
  const path = `/parts/${mail}/${file.n}`;
  return html`<li>
    ${hasPreview(file) ? html`<img class="thumb" src="${path}/preview" alt="Preview of ${file.filename}" loading="lazy" />` : null}
    <a href="${path}/file" download>${file.filename}</a> <span class="soft small">${sayBytes(file.size)}</span>
  </li>`;
}

function trustSign({ trust, byStaff }: MessageRow): Html | null {
  if (byStaff !== null) return html`<span class="soft small">by mail</span>`;
  if (trust === 'verified') return html`<span class="small soft">✔ sender checked</span>`;
  return trust === 'failed'
    ? html`<span class="tone late">■ The sender’s check failed</span>`
    : html`<span class="small soft">sender not checked</span>`;
}

function sent(ask: Ask, looked: Looked, { id, kind, to, text, state, response, at }: SentRow, when: When): Html {
  const trouble = STATES[state];
  const isFolded = kind === 'acknowledgement' || kind === 'nudge' || state === 'withdrawn';
  return html`<article class="said ours">
    <header>
      <strong>${SENT[kind] ?? kind.replaceAll('_', ' ')}</strong> <span class="soft small">to ${to}</span>
      ${trouble === undefined ? null : html`<span class="tone ${CALM.includes(state) ? 'plain' : 'late'}">${trouble}</span>`}
      ${timeOf(at, when)}
    </header>
    ${trouble !== undefined && response !== null && state !== 'withdrawn' ? html`<p class="soft small">${response}</p>` : null}
    ${
      isFolded
        ? html`<details>
            <summary>Its text</summary>
            ${textBlock(withoutPersonalLinks(text))}
          </details>`
        : textBlock(text)
    }
    ${
      state === 'pending' && UNDOABLE.includes(kind)
        ? actForm(ask, looked, 'unsend', 'Call it back', html`<input type="hidden" name="letter" value="${id}" />`, {
            key: 'u',
            says: 'it goes out in a moment',
          })
        : null
    }
  </article>`;
}

function note({ acts }: DeskDeps, { at, actor, detail }: Line, when: When): Html {
  return html`<article class="said note">
    <header>
      <strong>${nameOf(acts.staff, actor)}</strong> <span class="small">note, only for us</span> ${timeOf(at, when)}
    </header>
    ${textBlock(typeof detail['text'] === 'string' ? detail['text'] : '')}
  </article>`;
}

function journalLine({ acts }: DeskDeps, line: Line, when: When): Html {
  const { who, what } = sayJournal(line, acts.staff, when);
  return html`<p class="line">
    <span>${who === null ? null : html`<b>${who}</b> `}${what}</span> ${timeOf(line.at, when)}
  </p>`;
}
