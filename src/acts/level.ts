import type { Level } from '../domain/level.ts';
import type { RaiseReason } from '../domain/promise/event.ts';
import { refuse, type Act } from './act.ts';

export type LevelInput = {
  readonly level: Level;
  /** one of the policy's three reasons; needed to raise a level above the one that was confirmed or suggested */
  readonly reason?: RaiseReason | undefined;
  /** in own words; needed to lower one, and for `not_proceeding_impact_changed`, which has two parts to say */
  readonly note?: string | undefined;
};

/**
 * Confirms or changes the level. 1 is the gravest: raising asks one of the policy's reasons, lowering asks for words.
 * Correcting a suggestion that nobody confirmed yet is no raise: the rules were wrong, the promise was not.
 */
export const level: Act<LevelInput> = {
  verb: 'level',
  roles: ['rep', 'manager'],
  decide({ ticket, actor, level: now }, input) {
    const note = input.note?.trim() ?? '';
    const isConfirmed = ticket.confirmedLevel !== null;
    if (isConfirmed && input.level === now) return refuse('already_so', `level ${now} is confirmed already`);
    const isRaise = isConfirmed && input.level < now;
    const isLowering = isConfirmed && input.level > now;
    if (isRaise && input.reason === undefined)
      return refuse(
        'reason_needed',
        'raising a level needs a reason: production_error, not_proceeding_impact_changed or lingering',
      );
    if (isRaise && input.reason === 'not_proceeding_impact_changed' && note === '')
      return refuse('note_needed', 'say in the note what does not proceed, and how the impact changed');
    if (isLowering && note === '')
      return refuse('note_needed', 'say in the note why the level is lowered; the customer may ask');
    const detail = {
      from: now,
      to: input.level,
      suggested: ticket.suggestedLevel,
      ...(isRaise ? { reason: input.reason } : {}),
      ...(note === '' ? {} : { note }),
    };
    return {
      happenings: [{ kind: 'levelled', level: input.level }],
      patch: { confirmedBy: actor.id },
      journal: [
        {
          act:
            input.level === now
              ? 'level_confirmed'
              : isRaise
                ? 'level_raised'
                : isLowering
                  ? 'level_lowered'
                  : 'level_corrected',
          detail,
        },
      ],
      words: input.level === now ? `level ${now} is confirmed` : `level ${now} became ${input.level}`,
    };
  },
};
