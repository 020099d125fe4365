import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { FaxProfiles } from '../../../src/domain/fax/profile.ts';
import type { MailboxPolicy } from '../../../src/domain/policy.ts';
import { faxProfilesShape } from '../../../src/settings/fax-profiles-shape.ts';
import { buildFaxProfiles } from '../../../src/settings/fax-profiles.ts';

/** The servers that the office of the samples has named. */
const OWN: Readonly<Record<string, string>> = {
  freepbx: 'fax@pbx.helpdesk.example',
  fusionpbx: 'fax@fusion.helpdesk.example',
  grandstream: 'ucm@helpdesk.example',
  asterisk: 'asterisk@helpdesk.example',
  hylafax: 'fax@fax.example',
  mgetty: 'faxadmin@helpdesk.example',
  capisuite: 'fax@capi.helpdesk.example',
  generic: 'noreply@fax.acme.example',
};

const SHIPPED = new URL('../../../config/fax-profiles.yaml', import.meta.url);

/** The profiles that are shipped, in an office that has named its own servers. */
export function officeProfiles(): FaxProfiles {
  const shipped = buildFaxProfiles(faxProfilesShape.parse(parse(readFileSync(SHIPPED, 'utf8'))));
  return {
    ...shipped,
    profiles: shipped.profiles.map((profile) => {
      const own = OWN[profile.id];
      return own === undefined ? profile : { ...profile, from: [own] };
    }),
  };
}

/** The mailbox of the samples, whose border server calls itself mx.helpdesk.example. */
export const MAILBOX: MailboxPolicy = {
  id: 'support',
  address: 'support@helpdesk.example',
  name: 'Support',
  addresses: ['support@helpdesk.example'],
  authentication: { mode: 'authserv-id', authservId: 'mx.helpdesk.example' },
};
