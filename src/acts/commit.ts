import { refuse, type Act } from './act.ts';

/** Names the release or date that brings the solution (level 5: "next release"), and tells the customer. Shown, but no clock. */
export const commit: Act<{ readonly release: string; readonly text?: string | undefined }> = {
  verb: 'commit',
  roles: ['rep', 'manager'],
  decide({ level }, { release, text }) {
    const name = release.trim();
    if (name === '') return refuse('release_needed', 'name the release or the date');
    if (level !== 5)
      return refuse(
        'level',
        `only level 5 is solved by a release; this is level ${level}, which is owed a solution by its clock`,
      );
    return {
      happenings: [{ kind: 'published' }],
      patch: { committedFor: name },
      letter: {
        kind: 'commitment',
        text: [`The solution will come with: ${name}.`, text?.trim() ?? ''].filter((part) => part !== '').join('\n\n'),
      },
      journal: [{ act: 'release_named', detail: { release: name } }],
      words: `named for ${name}`,
    };
  },
};
