import { judgeLink, LINES_OF_LINK, type Link, type LinkState } from '../domain/link.ts';
import { SECOND } from '../domain/time.ts';
import { lastLinesOf } from '../store/lines.ts';
import { usedLink, useLink } from '../store/links.ts';
import type { Runner } from '../store/sql.ts';
import type { TicketRow } from '../store/tickets.ts';
import { actorOf, refuse, type Act } from './act.ts';
import { ask } from './ask.ts';
import { contact, type ContactInput } from './contact.ts';
import { level, type LevelInput } from './level.ts';
import { perform, type About, type ActDeps, type Performed } from './perform.ts';
import { seen, type SeenInput } from './seen.ts';
import { take } from './take.ts';

/** What the page of a link asked for, by its verb. */
export type LinkForm =
  | { readonly verb: 'take' }
  | { readonly verb: 'seen'; readonly input: SeenInput }
  | { readonly verb: 'called'; readonly input: ContactInput }
  | { readonly verb: 'level'; readonly input: LevelInput }
  | { readonly verb: 'ask'; readonly input: { readonly text: string } };

/** Does what a link is for, in the name of its person, once: its use and the act are written together. */
export async function followLink(deps: ActDeps, link: Link, form: LinkForm): Promise<Performed> {
  const actor = actorOf(deps.staff, link.person);
  if (actor === null)
    return {
      done: false,
      ...refuse('not_allowed', `"${link.person}", whom this link was sent to, does not work here`),
    };
  const about: About = {
    reference: link.reference,
    actor,
    async within(tx, ticket, words) {
      const now = Math.floor(deps.now() / SECOND) * SECOND;
      const state = await linkState(tx, link, ticket, now);
      if (state.is !== 'open') return refuse(state.is, 'this link is of no use any more');
      return (await useLink(tx, link.id, words, now)) ? null : refuse('used', 'this link was used already');
    },
  };
  const run = <Input>(act: Act<Input>, input: Input): Promise<Performed> => perform(deps, act, about, input);
  switch (form.verb) {
    case 'take':
      return run(take, {});
    case 'seen':
      return run(seen, form.input);
    case 'called':
      return run(contact, form.input);
    case 'level':
      return run(level, form.input);
    case 'ask':
      return run(ask, form.input);
    default:
      return form satisfies never;
  }
}

/** Where a link stands. */
export async function linkState(db: Runner, link: Link, ticket: TicketRow, now: number): Promise<LinkState> {
  const used = await usedLink(db, link.id);
  const lines = await lastLinesOf(db, ticket.id, LINES_OF_LINK);
  return judgeLink(link, { ticket, used, lines }, now);
}
