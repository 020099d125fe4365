import type { FaxWebhookSettings } from './fax-shape.ts';
import type { Path, Problem } from './problem.ts';
import type { Settings } from './shape.ts';

/** What each contract proves its requests with. */
const KEYS: Readonly<Record<FaxWebhookSettings['contract'], string | null>> = {
  twilio: 'the auth token of the account',
  signalwire: 'the signing key of the space',
  telnyx: 'the public key of the account (base64)',
  phaxio: 'the callback token',
  sinch: null,
};

/** What no single key of the group `fax` can say. */
export function faxProblems({ fax, mailboxes, public_url: publicUrl }: Settings): readonly Problem[] {
  const found: Problem[] = [];
  const need = (bad: boolean, path: Path, text: string): void => {
    if (bad) found.push({ path, text });
  };
  const ids = mailboxes.map(({ id }) => id);
  const known = (mailbox: string, path: Path): void =>
    need(!ids.includes(mailbox), path, `there is no mailbox "${mailbox}"; name one of ${ids.join(', ')}`);
  const taken = new Set<string>();
  const once = (id: string, path: Path): void => {
    need(taken.has(id), path, `"${id}" stands twice among the ways in for faxes; give each an id of its own`);
    taken.add(id);
  };

  fax.numbers.forEach(({ mailbox }, n) => known(mailbox, ['fax', 'numbers', n, 'mailbox']));
  fax.folders.forEach(({ id, mailbox, path, processed_path: processed }, n) => {
    once(id, ['fax', 'folders', n, 'id']);
    known(mailbox, ['fax', 'folders', n, 'mailbox']);
    need(
      path === processed,
      ['fax', 'folders', n, 'processed_path'],
      'files would be moved to where they are read from; name another folder, or null',
    );
  });
  fax.webhooks.forEach((webhook, n) => {
    const at = (key: string): Path => ['fax', 'webhooks', n, key];
    once(webhook.id, at('id'));
    known(webhook.mailbox, at('mailbox'));
    const proof = KEYS[webhook.contract];
    need(
      proof !== null && webhook.key === null,
      at('key'),
      `${webhook.contract} proves its requests with ${proof ?? ''}; give it, as !env NAME or !file PATH`,
    );
    need(
      webhook.contract === 'sinch' && webhook.user === null && webhook.path_secret === null,
      at('user'),
      'sinch signs nothing; give user and password, or a path_secret, so that not everybody can send faxes',
    );
    need(
      (webhook.user === null) !== (webhook.password === null),
      at(webhook.user === null ? 'user' : 'password'),
      'user and password belong together; give both, or neither',
    );
    need(
      ['twilio', 'signalwire', 'telnyx'].includes(webhook.contract) &&
        webhook.media_hosts.length === 0 &&
        webhook.api_url === null,
      at('media_hosts'),
      'its documents are fetched, but from nowhere; name the hosts that keep them',
    );
  });
  need(
    fax.webhooks.length > 0 && publicUrl === null,
    ['public_url'],
    'providers of faxes must reach us; give the address that leads here from outside, e.g. https://desk.example.com',
  );
  need(
    fax.send !== null && publicUrl === null,
    ['public_url'],
    'a fax service fetches the pages from us; give the address that leads here from outside, e.g. https://desk.example.com',
  );
  return found;
}
