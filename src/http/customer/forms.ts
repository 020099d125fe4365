import { LONGEST_ADDED } from '../../domain/customer-link.ts';
import { html, type Html } from '../../lib/html.ts';

/** What a customer may do on the page. */
export const DOINGS = ['add', 'sooner', 'solved'] as const;
export type Doing = (typeof DOINGS)[number];

/** What is sent when a customer says that it is solved. */
export const SOLVED = 'It is solved, thank you.';

/** The hidden fields: `seen` says that the page was seen, `key` makes of a form that is sent twice one message. */
export type Hidden = { readonly seen: string; readonly key: string };

/** Why a form was not taken, and what was typed into it. */
export type Problem = { readonly of: Doing; readonly why: string; readonly text: string };

/** The box for what is to be added. */
export function addForm(hidden: Hidden, problem: Problem | null, label: string): Html {
  return textForm(hidden, problem, {
    does: 'add',
    label,
    hint: 'it reaches us as a mail would',
    button: 'Send it',
  });
}

/** The wish to have it sooner, folded until it is wanted. */
export function soonerForm(hidden: Hidden, problem: Problem | null): Html {
  return html`<details ${problem?.of === 'sooner' ? html` open` : null}>
    <summary>I need this sooner</summary>
    ${textForm(hidden, problem, { does: 'sooner', label: 'Why', hint: 'the person in charge reads it at once', button: 'Call the person in charge' })}
  </details>`;
}

/** Says that it is solved; whoever takes care of it ends it. */
export function solvedForm(hidden: Hidden): Html {
  return html`<details>
    <summary>It is solved, thank you</summary>
    <form method="post" accept-charset="utf-8">
      ${fields(hidden, 'solved')}
      <button>Tell us that it is solved</button>
      <p class="does">Who takes care of it reads it, and ends the request.</p>
    </form>
  </details>`;
}

function textForm(
  hidden: Hidden,
  problem: Problem | null,
  { does, label, hint, button }: { does: Doing; label: string; hint: string; button: string },
): Html {
  const mine = problem?.of === does ? problem : null;
  const wrong = mine === null ? null : html` aria-invalid="true" aria-describedby="${does}-problem"`;
  return html`<form method="post" accept-charset="utf-8">
    ${mine === null ? null : html`<p class="tone late" role="alert" id="${does}-problem"><strong>Not sent:</strong> ${mine.why}</p>`}
    ${fields(hidden, does)}
    <label class="label" for="${does}">${label} <small>${hint}</small></label>
    <textarea id="${does}" name="text" class="tall" required maxlength="${LONGEST_ADDED}" dir="auto" ${wrong}>
${mine?.text ?? ''}</textarea>
    <button>${button}</button>
  </form>`;
}

function fields({ seen, key }: Hidden, does: Doing): Html {
  return html`<input type="hidden" name="seen" value="${seen}" /><input type="hidden" name="key" value="${key}" /><input
      type="hidden"
      name="do"
      value="${does}"
    />`;
}
