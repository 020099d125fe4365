import type { ActDeps } from '../acts/perform.ts';
import type { CustomerLinks } from '../domain/customer-link.ts';
import type { Links } from '../domain/link.ts';
import { SECOND, type Instant } from '../domain/time.ts';
import { createCustomerWording, loadCustomerTemplates } from '../format/letter/customer.ts';
import { createCustomerLinks } from '../format/customer-link.ts';
import { createLinks } from '../format/link.ts';
import type { Marks } from '../format/mark.ts';
import { addressing } from '../format/outgoing.ts';
import type { Log } from '../lib/log.ts';
import type { Loaded } from '../settings.ts';
import type { DigestDeps } from '../stages/digest.ts';
import type { WatchDeps } from '../stages/watch.ts';
import { createSpeaker } from '../stages/watch/speak.ts';
import { rebuildPromises } from '../store/rebuild.ts';
import type { Db } from '../store/sql.ts';
import { openTerms, type TermsBook } from '../store/terms.ts';
import { createPost } from './post.ts';

/** What keeps the promises of a house: the terms, the watch, and what people may do. */
export type Promised = {
  readonly terms: TermsBook;
  readonly watch: WatchDeps;
  readonly acts: ActDeps;
  readonly digest: DigestDeps;
  readonly links: Links;
  readonly customerLinks: CustomerLinks;
};

/** Tickets that the watch looks at in one transaction: a few hundred ms, so that acts on them do not wait long. */
const WATCH_BATCH = 100;

/** Stores the terms of the settings, counts running clocks anew where days to come were added, and wires the watch and the acts. */
export async function openPromises(parts: {
  readonly loaded: Loaded;
  readonly db: Db;
  readonly key: Buffer;
  readonly marks: Marks;
  readonly now: () => Instant;
  readonly log: Log;
}): Promise<Promised> {
  const { loaded, db, key, marks, now, log } = parts;
  const { policy, settings } = loaded;
  const terms = await currentTerms(parts);
  const links = createLinks({ key, publicUrl: settings.public_url });
  const voice = {
    policy,
    address: addressing({ policy, marks }),
    wording: createCustomerWording(loadCustomerTemplates(loaded.templatesDir), loaded.zone),
    link: (about: Parameters<Links['make']>[0]) => links.make(about),
    page: (path: string) => (settings.public_url === null ? null : `${settings.public_url.replace(/\/$/u, '')}${path}`),
  };
  return {
    terms,
    links,
    customerLinks: createCustomerLinks({ key, publicUrl: settings.public_url }),
    watch: {
      db,
      terms,
      staff: policy.staff,
      speaker: createSpeaker({ ...voice, sms: settings.send.sms !== null }),
      rules: {
        batch: WATCH_BATCH,
        gatherAbove: settings.watch.gather_above,
        burstPerMinute: settings.watch.burst_per_minute,
      },
      now,
      log,
    },
    digest: {
      ...voice,
      db,
      terms,
      at: settings.digest.at,
      weeklyOn: settings.digest.weekly_on,
      now,
      log,
    },
    acts: {
      db,
      terms,
      staff: policy.staff,
      post: createPost({ ...voice, terms, undoMs: settings.send.undo_seconds * SECOND }),
      now,
    },
  };
}

async function currentTerms({ loaded, db, now, log }: Parameters<typeof openPromises>[0]): Promise<TermsBook> {
  const today = Temporal.Instant.fromEpochMilliseconds(now()).toZonedDateTimeISO(loaded.zone).toPlainDate().toString();
  const { book, pinned } = await openTerms(db, loaded.policy.terms, today);
  if (pinned.change === 'new')
    log.info({ terms: pinned.version }, 'new terms: they hold for tickets that come from now on');
  if (pinned.change === 'ahead') {
    const { tickets, moved } = await rebuildPromises(db, book, {
      which: 'open',
      version: pinned.version,
      reprice: false,
      dryRun: false,
      actor: 'postroom',
      now: now(),
    });
    log.info(
      { terms: pinned.version, tickets, moved: moved.length },
      'days to come were added to the calendar; running promises were counted anew',
    );
  }
  return book;
}
