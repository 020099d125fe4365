import { LEVELS, type Suggestion } from '../../domain/level.ts';
import type { Question } from '../../domain/priority/rules.ts';
import { html, type Html } from '../../lib/html.ts';
import { faredLately } from '../../store/desk/rules.ts';
import { EVERYBODY, KEEPERS, type Ask, type Desk } from '../desk.ts';
import { hidden } from '../frame.ts';
import { marked } from '../ticket/marked.ts';
import { levelSign, textBlock, timeOf } from '../words.ts';
import { confusionTable, triedCard } from './tried.ts';
import type { Tried } from './desk-rules.ts';

/** Tickets that a trial decides again: some seconds of work. The command does all of them. */
export const NEWEST = 2_000;
/** Confirmed tickets of which it is told how their suggestions fared. */
const LATELY = 1_000;

const QUESTIONS: Readonly<Record<Question, readonly [yes: string, no: string]>> = {
  trouble: ['something does not work', 'nothing is wrong now'],
  grave: ['it hinders work', 'it does not hinder work'],
  test: ['a test system', 'a system in production'],
  down: ['nobody can work', 'some can work'],
  blocks: ['the whole test stands, or a go-live is near', 'testing goes on'],
};

type Shown = {
  readonly text?: { readonly subject: string; readonly body: string; readonly suggestion: Suggestion } | undefined;
  readonly tried?: Tried | undefined;
};

/** The rules that suggest levels: how they fare, what they make of a text, and what others would make of the tickets of late. */
export function rulesPages(desk: Desk): void {
  const { deps } = desk;
  const { db } = deps.acts;
  const { rules } = deps;
  let isTrying = false;

  desk.get('/rules', EVERYBODY, async (ask) => page(ask, {}));

  desk.get('/rules/rules.yaml', KEEPERS, async () => ({
    text: await rules.text(),
    type: 'application/yaml; charset=utf-8',
    fileName: 'rules.yaml',
  }));

  desk.post('/rules/text', EVERYBODY, async (ask) => {
    const [subject, body] = [ask.form.get('subject') ?? '', ask.form.get('body') ?? ''];
    return page(ask, { text: { subject, body, suggestion: deps.suggest({ subject, body }) } });
  });

  desk.post('/rules/try', KEEPERS, async (ask) => {
    if (isTrying)
      return page(ask, { tried: { problems: ['Others are being tried just now; wait some seconds.'] } }, 409);
    isTrying = true;
    try {
      const tried = await rules.tryText(ask.form.get('rules') ?? '', NEWEST);
      return await page(ask, { tried }, 'problems' in tried ? 422 : 200);
    } finally {
      isTrying = false;
    }
  });

  desk.get('/rules/proposals', KEEPERS, async () => {
    const { confirmed, corrected, proposals } = await rules.propose(NEWEST);
    const main = html`<p class="soft small"><a href="/rules">‹ Rules</a></p>
      <h1>Phrases that corrections speak for</h1>
      <p>
        ${corrected} of ${confirmed} levels that reps looked at were corrected. Nothing changes by itself: to accept a
        phrase, write it under its signal in <code>${rules.file}</code>, as a line of <code>plain</code>.
      </p>
      ${proposals.length === 0 ? html`<p class="empty">No words stand out in them yet; two corrections or more must have them in common.</p>` : null}
      ${proposals.map(
        ({ phrase, signal, language, because, corrected: n, elsewhere, examples, effect }) =>
          html`<section class="card">
            <h2>“${phrase}” <span class="soft small">for the signal ${signal}, ${language}</span></h2>
            <p>${because}: in ${n} of them, and in ${elsewhere} others.</p>
            <ul class="because">
              ${examples.map(({ reference, text }) => html`<li><a href="/tickets/${reference}">#${reference}</a> <span dir="auto">… ${text} …</span></li>`)}
            </ul>
            <p>
              If added: ${effect.changed} of ${effect.tickets} tickets would be suggested another level,
              ${effect.better} of them as a rep confirmed it, ${effect.worse} no longer so.
            </p>
          </section>`,
      )}`;
    return { page: { title: 'Phrases that corrections speak for', at: 'rules', main } };
  });

  async function page(ask: Ask, shown: Shown, status = 200) {
    const isKeeper = ask.actor.roles.some((role) => KEEPERS.includes(role));
    const main = html`<div class="heading">
        <h1>Rules</h1>
        <p class="soft">They suggest a level, with their reasons; a person confirms it.</p>
      </div>
      ${shown.tried === undefined ? null : triedCard(deps, shown.tried)}
      <div class="halves">
        <div>${await fared(ask)}</div>
        <div>${textCard(ask, shown.text)} ${inForce(isKeeper)} ${isKeeper ? tryCard(ask) : null}</div>
      </div>`;
    return { status, page: { title: 'Rules', at: 'rules' as const, main } };
  }

  async function fared(ask: Ask): Promise<Html> {
    const { cells, corrected } = await faredLately(db, LATELY);
    const count = (is: (suggested: number, confirmed: number) => boolean): number =>
      cells.reduce((sum, { suggested, confirmed, n }) => sum + (is(suggested, confirmed) ? n : 0), 0);
    const all = count(() => true);
    if (all === 0)
      return html`<section class="card">
        <h2>How they fare</h2>
        <p class="soft">No level was confirmed by a person yet; then it stands here how often they were right.</p>
      </section>`;
    const grave = count((_, confirmed) => confirmed <= 2);
    const caught = count((suggested, confirmed) => confirmed <= 2 && suggested <= 2);
    return html`<section class="card">
        <h2>How they fare</h2>
        <p>
          Of the ${all} levels that were confirmed last,
          <strong
            >${share(
              count((s, c) => s === c),
              all,
            )}</strong
          >
          were suggested so, and
          ${share(
            count((s, c) => Math.abs(s - c) <= 1),
            all,
          )}
          within one level.
          ${grave === 0 ? null : html`Of ${grave} at level 1 or 2, ${caught} were suggested as 1 or 2.`}
        </p>
        ${confusionTable(
          LEVELS.map((row) =>
            LEVELS.map(
              (column) => cells.find(({ suggested, confirmed }) => suggested === row && confirmed === column)?.n ?? 0,
            ),
          ),
          'suggested',
          'confirmed',
        )}
      </section>
      <section class="card">
        <h2>Corrected, taken too lightly first</h2>
        ${corrected.length === 0 ? html`<p class="soft">None of them.</p>` : null}
        <ul class="because">
          ${corrected.map(
            ({ reference, subject, suggested, confirmed, at }) =>
              html`<li>
                ${suggested} → ${confirmed}
                <a href="/tickets/${reference}" dir="auto">#${reference} ${subject}</a>
                <span class="soft small">${timeOf(at, ask)}</span>
              </li>`,
          )}
        </ul>
      </section>`;
  }

  function inForce(isKeeper: boolean): Html {
    const { compiled, table } = rules.current();
    const phrases = compiled.rules.signals.reduce((sum, { phrases: all }) => sum + all.length, 0);
    return html`<section class="card">
      <h2>In force</h2>
      <p>${phrases} phrases of ${compiled.rules.signals.length} signals. The first row that fits decides:</p>
      <ol class="because">
        ${table.rows.map(({ level, when }) => {
          const parts = Object.entries(when).map(([question, yes]) => QUESTIONS[question as Question][yes ? 0 : 1]);
          return html`<li>
            ${parts.length === 0 ? 'everything else' : parts.join(', and ')}:
            <strong>level ${level}</strong> ${deps.policy.levels[level].name}
          </li>`;
        })}
      </ol>
      ${isKeeper ? html`<p class="row"><a href="/rules/rules.yaml" download>The rules as a file</a> <a href="/rules/proposals">Phrases that corrections speak for</a></p>` : null}
    </section>`;
  }

  function textCard(ask: Ask, shown: Shown['text']): Html {
    const evidence = (shown?.suggestion.evidence ?? []).map((one, i) => ({ ...one, n: i + 1 }));
    return html`<section class="card">
      <h2>Try a text</h2>
      ${
        shown === undefined
          ? null
          : html`<p>${levelSign(shown.suggestion.level, false, deps.policy.levels)} ${shown.suggestion.because}</p>
              ${textBlock([
                marked(
                  shown.subject,
                  evidence.filter(({ where }) => where === 'subject'),
                ),
                '\n\n',
                marked(
                  shown.body,
                  evidence.filter(({ where }) => where === 'body'),
                ),
              ])}`
      }
      <form method="post" action="/rules/text">
        ${hidden(ask.field)}<label for="subject">Subject</label
        ><input id="subject" name="subject" maxlength="1000" value="${shown?.subject ?? ''}" dir="auto" />
        <label for="body">Text</label
        ><textarea id="body" name="body" maxlength="50000" dir="auto">${shown?.body ?? ''}</textarea>
        <p><button>What level?</button></p>
      </form>
    </section>`;
  }

  function tryCard(ask: Ask): Html {
    return html`<section class="card">
      <h2>Try other rules</h2>
      <p>
        Take the rules as a file, change them, and paste them here: the newest ${NEWEST} tickets are decided again, and
        nothing is switched. To put them in force, save them as <code>${rules.file}</code>; they are read again by
        themselves. All tickets are tried by <code>postroom backtest --rules FILE</code>.
      </p>
      <form method="post" action="/rules/try">
        ${hidden(ask.field)}<label for="rules">rules.yaml</label
        ><textarea id="rules" name="rules" required maxlength="600000" spellcheck="false"></textarea>
        <p><button>Try them</button></p>
      </form>
    </section>`;
  }
}

function share(n: number, of: number): string {
  return `${Math.floor((n * 100) / of)} %`;
}
