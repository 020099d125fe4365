import { domainOf } from '../domain/address.ts';
import { readPattern, type Pattern } from '../domain/fax/pattern.ts';
import type { FaxProfiles } from '../domain/fax/profile.ts';
import type { FaxProfilesFile } from './fax-profiles-shape.ts';
import type { Problem } from './problem.ts';
import type { Settings } from './shape.ts';

/** The profiles as the domain reads them. */
export function buildFaxProfiles({ subject_tags, withheld, profiles }: FaxProfilesFile): FaxProfiles {
  return {
    subjectTags: subject_tags,
    withheld: withheld.map((word) => word.toLowerCase()),
    profiles: profiles.map(
      ({ id, name, from, believe, imitated, subjects, body, partial, failed, other_mail, without_document }) => ({
        id,
        name,
        from: from.map((entry) => entry.toLowerCase()),
        believe,
        isImitated: imitated,
        subjects: read(subjects),
        lines: read(body),
        partial: read(partial),
        failed: read(failed),
        otherMail: read(other_mail),
        withoutDocument: without_document,
      }),
    ),
  };
}

function read(texts: readonly string[]): readonly Pattern[] {
  // what is no pattern was refused by the shape
  return texts.map(readPattern).filter((pattern) => typeof pattern !== 'string');
}

/** What no single key of fax-profiles.yaml can say; `mailboxes` are those of postroom.yaml. */
export function faxProfilesProblems(
  { profiles }: FaxProfilesFile,
  mailboxes: Settings['mailboxes'],
): readonly Problem[] {
  const ours = mailboxes.flatMap(({ address, aliases }) => [address, ...aliases]).map((one) => one.toLowerCase());
  return profiles.flatMap(({ id, from, believe }, n) => {
    const found: Problem[] = [];
    if (profiles.findIndex((other) => other.id === id) < n)
      found.push({ path: ['profiles', n, 'id'], text: `"${id}" is the id of a profile above; choose another` });
    from.forEach((entry, at) => {
      const own = ours.find((address) => isOf(address, entry.toLowerCase()));
      if (own !== undefined)
        found.push({
          path: ['profiles', n, 'from', at],
          text: `"${entry}" takes in your mailbox ${own}, and mail from a mailbox of yours counts as your own; give the fax server an address of its own, and name that`,
        });
      if (believe === 'address' && !entry.includes('@'))
        found.push({
          path: ['profiles', n, 'from', at],
          text: `"${entry}" is a whole domain, and nobody checks who writes in its name; name the server's one address, or use "believe: proven"`,
        });
    });
    return found;
  });
}

function isOf(address: string, entry: string): boolean {
  const domain = domainOf(address);
  return entry.includes('@') ? address === entry : domain === entry || domain.endsWith(`.${entry}`);
}
