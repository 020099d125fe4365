import type { Evidence } from '../../domain/level.ts';
import { html, type Html } from '../../lib/html.ts';
import type { MessageRow } from '../../store/dossier.ts';
import type { FaxView } from '../../store/fax-views.ts';
import { textBlock } from '../words.ts';
import { marked } from './marked.ts';

/** Below this certainty (0 to 100) words are shown as unsure; from the second on they are clear. */
const CHECK = 60;
const CLEAR = 85;

/** The pages of a fax as pictures, with what was read of each beside it and how surely. */
export function faxPages(
  fax: FaxView,
  mail: MessageRow,
  evidence: readonly (Evidence & { readonly n: number })[],
): Html {
  const { pages, told, state } = fax;
  const facts = [
    told.caller === null ? 'number withheld' : `from ${told.caller}`,
    ...(told.station === null || told.station.trim() === ''
      ? []
      : [`its machine calls itself “${told.station.trim()}”`]),
    ...(told.dialled === null ? [] : [`to ${told.dialled}`]),
  ];
  // the body of its message is the text of all pages; where a page stands in it, its words are marked
  const onPage = (text: string): Html | string => {
    const from = mail.body.indexOf(text);
    return from < 0 ? text : marked(mail.body, evidence, { from, to: from + text.length });
  };
  return html`<p class="small soft">
      Fax, ${pages.length === 1 ? '1 page' : `${pages.length} pages`} · ${facts.join(' · ')}
    </p>
    ${told.status === 'received' ? null : html`<p class="problem now">▲ The fax is not whole: ${told.status === 'failed' ? 'no page came through' : 'it broke off'}${told.error === null ? '' : ` (${told.error})`}.</p>`}
    ${state === 'unreadable' ? html`<p class="problem late">■ Its document could not be read${fax.reason === null ? '' : `: ${fax.reason}`}. Look at the document itself.</p>` : null}
    ${pages.map((page) => {
      const sure = page.blank
        ? 'a blank page'
        : page.needsHuman || page.confidence < CHECK
          ? 'needs a person'
          : page.confidence < CLEAR
            ? 'check'
            : 'clear';
      const image = `/fax/${fax.id}/${page.n}.png`;
      return html`<div class="fax" id="fax-${fax.id}-${page.n}">
        <a href="${image}" target="_blank" rel="noopener"
          ><img
            src="${image}"
            width="${page.width}"
            height="${page.height}"
            alt="Fax page ${page.n} of ${pages.length}, its text beside it"
            ${page.n > 1 ? html` loading="lazy"` : null}
        /></a>
        <div>
          ${page.blank ? null : turning(`turn-${fax.id}-${page.n}`, page.n)}
          <p class="small">
            <strong>Page ${page.n} of ${pages.length}</strong> ·
            ${sure === 'needs a person' ? html`<span class="tone now">▲ needs a person</span>` : html`<span class="tone ${sure === 'clear' ? 'ok' : 'plain'}">${sure}</span>`}${page.blank ? null : html` <span class="soft">read with ${Math.round(page.confidence)} % sureness</span>`}${page.cut ? html` <span class="tone now">▲ cut off</span>` : null}
          </p>
          ${page.text === '' ? html`<p class="soft">Nothing was read.</p>` : html`<div class="${sure === 'needs a person' ? 'unsure' : ''}">${textBlock(onPage(page.text))}</div>`}
        </div>
      </div>`;
    })}
    <ul class="files">
      ${fax.hasPdf ? html`<li><a href="/fax/${fax.id}/pages.pdf">All pages as PDF</a></li>` : null}
      ${fax.hasDocument ? html`<li><a href="/fax/${fax.id}/document" download>The document as it came</a></li>` : null}
    </ul>`;
}

const TURNS = [
  ['0', 'as read'],
  ['90', 'right'],
  ['180', 'over'],
  ['270', 'left'],
] as const;

/** What turns the picture of a page where it was taken for upright and is not; the sheet alone does it. */
function turning(name: string, n: number): Html {
  return html`<fieldset class="turn small" aria-label="Turn page ${n}">
    <span class="soft" aria-hidden="true">Turn</span>
    ${TURNS.map(([degrees, said]) => html`<label><input type="radio" name="${name}" value="${degrees}" ${degrees === '0' ? html` checked` : null} /> ${said}</label>`)}
  </fieldset>`;
}
