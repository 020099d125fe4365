import type { LinkForm } from '../../acts/link.ts';
import { LEVELS, type Level } from '../../domain/level.ts';
import type { Link, LinkVerb } from '../../domain/link.ts';
import type { LevelPolicy } from '../../domain/policy.ts';
import { html, type Html } from '../../lib/html.ts';
import { INPUTS } from '../api/inputs.ts';
import { problemOf } from '../api/problem.ts';
import { digit } from './page.ts';

/** What was typed into a form before it was refused; empty on a fresh page. */
export type Typed = ReadonlyMap<string, string>;

/** What a form needs to know of its ticket. */
export type FormFacts = {
  readonly level: Level;
  readonly isConfirmed: boolean;
  /** the customer's, E.164, where one is known */
  readonly number: string | null;
  readonly levels: Readonly<Record<Level, Pick<LevelPolicy, 'name'>>>;
};

/** The words of each verb: what the page is called, what its button says, and what pressing it does. */
export const WORDS: Readonly<
  Record<LinkVerb, { readonly title: string; readonly button: string; readonly does: string }>
> = {
  take: {
    title: 'Take it',
    button: 'Take it',
    does: 'It is yours from then on, and you are reminded of its times.',
  },
  seen: {
    title: 'I have seen it',
    button: 'I have seen it, I take care',
    does: 'It stops repeats to you. It stops neither the clock nor the next step.',
  },
  called: {
    title: 'I have called back',
    button: 'Log this call',
    does: 'Reaching the customer keeps the call-back, and so does a message that was left. No answer is noted, and the call stays owed.',
  },
  level: {
    title: 'Confirm its level',
    button: 'Confirm the level',
    does: 'The times of the ticket follow its level.',
  },
  ask: {
    title: 'Ask for information',
    button: 'Send the question',
    does: 'It goes to the customer by mail. Until the answer the times for update and resolution stand still.',
  },
};

/** The fields of a verb's form, besides the hidden one and the button. */
export function fieldsOf(link: Link, facts: FormFacts, typed: Typed): Html {
  switch (link.verb) {
    case 'take':
      return html``;
    case 'seen':
      return note('A note', 'optional', typed);
    case 'called':
      return html`<fieldset>
          <legend>How did it end?</legend>
          ${OUTCOMES.map(([value, name, means]) =>
            pick(
              'outcome',
              value,
              (typed.get('outcome') ?? 'reached') === value,
              html`<span><b>${name}</b><span>${means}</span></span>`,
            ),
          )}
        </fieldset>
        <label class="label" for="number">Number called <small>needed where a message was left</small></label>
        <input
          type="tel"
          id="number"
          name="number"
          value="${typed.get('number') ?? facts.number ?? ''}"
          autocomplete="off"
        />
        ${note('A note', 'optional', typed)}`;
    case 'level':
      return levelFields(link, facts, typed);
    case 'ask':
      return html`<label class="label" for="text">What is the customer to tell us?</label>
        <textarea class="tall" id="text" name="text" required>${typed.get('text') ?? ''}</textarea>`;
    default:
      return link.verb satisfies never;
  }
}

const OUTCOMES = [
  ['reached', 'Reached', 'I have spoken to the customer'],
  ['message_left', 'Message left', 'with a person or a machine, at the number below'],
  ['no_answer', 'No answer', 'nobody, or engaged'],
] as const;

const REASONS = [
  ['production_error', 'a production problem prevents work'],
  ['not_proceeding_impact_changed', 'the solution does not proceed, and the impact changed'],
  ['lingering', 'it lingers without a complete solution'],
] as const;

function levelFields(link: Link, { level, isConfirmed, levels }: FormFacts, typed: Typed): Html {
  const chosen = Number(typed.get('level') ?? link.input.level ?? level);
  const rows = LEVELS.map((one) => {
    const isNow = one === level;
    const state = isNow ? (isConfirmed ? 'confirmed' : 'suggested') : null;
    const name = html`<span><b>${levels[one].name}</b>${state === null ? null : html`<span>${state}</span>`}</span>`;
    return pick(
      'level',
      String(one),
      one === chosen,
      html`${digit({ is: one, isConfirmed: !isNow || isConfirmed })}${name}`,
    );
  });
  const reason = html`<label class="label" for="reason">Reason <small>needed to raise it</small></label>
    <select id="reason" name="reason">
      <option value="">none</option>
      ${REASONS.map(([value, words]) => html`<option value="${value}" ${typed.get('reason') === value ? html` selected` : null}>${words}</option>`)}
    </select>`;
  return html`<fieldset>
      <legend>Level</legend>
      ${rows}
    </fieldset>
    ${isConfirmed ? reason : null} ${note('Why', isConfirmed ? 'needed to lower it' : 'optional', typed)}`;
}

function pick(name: string, value: string, checked: boolean, inner: Html): Html {
  return html`<label class="pick"
    ><input type="radio" name="${name}" value="${value}" ${checked ? html` checked` : null} />${inner}</label
  >`;
}

function note(label: string, hint: string, typed: Typed): Html {
  return html`<label class="label" for="note">${label} <small>${hint}</small></label>
    <textarea id="note" name="note">${typed.get('note') ?? ''}</textarea>`;
}

const TAKES: Readonly<Record<LinkVerb, readonly string[]>> = {
  take: [],
  seen: ['note'],
  called: ['outcome', 'number', 'note'],
  level: ['level', 'reason', 'note'],
  ask: ['text'],
};

/** What a posted form asks for, or what is wrong with it. Fields that are empty were not filled in. */
export function readForm(link: Link, typed: Typed): LinkForm | { readonly problem: string } {
  const filled = Object.fromEntries(
    TAKES[link.verb].flatMap((name) => {
      const value = typed.get(name)?.replaceAll('\r\n', '\n').trim() ?? '';
      return value === '' ? [] : [[name, name === 'level' ? Number(value) : value]];
    }),
  );
  const problem = (error: Parameters<typeof problemOf>[0]) => ({
    problem: problemOf(error, filled, TAKES[link.verb]),
  });
  switch (link.verb) {
    case 'take':
      return { verb: 'take' };
    case 'seen': {
      const read = INPUTS.seen.safeParse({ ...filled, rung: link.input.rung });
      return read.success ? { verb: 'seen', input: read.data } : problem(read.error);
    }
    case 'called': {
      const read = INPUTS.contact.safeParse(filled);
      return read.success ? { verb: 'called', input: read.data } : problem(read.error);
    }
    case 'level': {
      const read = INPUTS.level.safeParse(filled);
      return read.success ? { verb: 'level', input: read.data } : problem(read.error);
    }
    case 'ask': {
      const read = INPUTS.ask.safeParse(filled);
      return read.success ? { verb: 'ask', input: read.data } : problem(read.error);
    }
    default:
      return link.verb satisfies never;
  }
}
