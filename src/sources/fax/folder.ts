import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { FaxTold } from '../../domain/fax/fax.ts';
import type { Log } from '../../lib/log.ts';
import type { FaxFolderSettings } from '../../settings/fax-shape.ts';
import { folderSource } from '../folder.ts';
import { isGone, type Found } from '../folder/list.ts';
import type { Manner } from '../folder/round.ts';
import type { Deliver, Ledger, Source } from '../port.ts';
import { dropWords } from './words.ts';

const DOCUMENT = /\.(?:tiff?|pdf)$/iu;
const WORDS = /\.json$/iu;
/** Words hold a few numbers; what is larger is none. */
const WORDS_BYTES = 100_000;
/** A document that nobody wrote to for so long comes without words, as an office scanner's do, ms. */
const ALONE_AFTER_MS = 30_000;

/**
 * A drop folder for faxes: HylaFAX, Asterisk or a scanner puts documents there. A document and the JSON of the same name are
 * one fax; the JSON comes last, by a rename, and says that the document is whole. A JSON that says `failed` may come alone.
 */
export function faxFolderSource(options: {
  readonly settings: FaxFolderSettings;
  readonly maxBytes: number;
  /** which mailbox a fax belongs to, by the number that was dialled */
  readonly mailboxOf: (told: FaxTold, otherwise: string) => string;
  readonly deliver: Deliver;
  readonly ledger: Pick<Ledger, 'polled' | 'trouble'> | null;
  readonly log: Log;
  readonly now?: () => number;
}): Source {
  const { settings, maxBytes, mailboxOf, ...rest } = options;
  return folderSource({
    ...rest,
    mailbox: settings.mailbox,
    settings,
    limits: { message_bytes: maxBytes, oversize_kept_bytes: Math.min(maxBytes, 1_000_000) },
    other: { name: `fax-folder:${settings.id}`, manner: faxManner(settings, mailboxOf) },
  });
}

function faxManner(
  { id, mailbox }: FaxFolderSettings,
  mailboxOf: (told: FaxTold, otherwise: string) => string,
): Manner {
  const wordsOf = new Map<string, string>(); // path of a document -> path of its words
  return {
    choose(found, now) {
      wordsOf.clear();
      const words = new Map(found.filter(({ path }) => WORDS.test(path)).map((file) => [stemOf(file.path), file]));
      const documents = found.filter(({ path }) => DOCUMENT.test(path));
      const stems = new Set(documents.map(({ path }) => stemOf(path)));
      for (const { path } of documents) {
        const beside = words.get(stemOf(path));
        if (beside !== undefined) wordsOf.set(path, beside.path);
      }
      const alone = [...words].flatMap(([stem, file]) => (stems.has(stem) ? [] : [file]));
      return [...documents, ...alone].flatMap((file): Found[] =>
        wordsOf.has(file.path) ? [{ ...file, whole: true }] : now - file.changedAt >= ALONE_AFTER_MS ? [file] : [],
      );
    },

    alongside: ({ path }) => (wordsOf.has(path) ? [wordsOf.get(path)!] : []),

    async itemOf(file, { raw, fullSize }) {
      const isAlone = WORDS.test(file.path);
      const beside = wordsOf.get(file.path);
      const json = isAlone ? raw.toString() : beside === undefined ? null : await readWords(beside);
      const { told, receivedAt } = dropWords(json, id);
      const document = isAlone ? { raw: Buffer.alloc(0), fullSize: 0 } : { raw, fullSize };
      return {
        mailbox: mailboxOf(told, mailbox),
        via: 'fax',
        ...document,
        acceptedAt: receivedAt ?? Math.floor(file.changedAt),
        envelope: null,
        location: null,
        quiet: null,
        skip: null,
        fax: isAlone
          ? { ...told, status: 'failed', error: told.error ?? NO_DOCUMENT }
          : { ...told, sourceId: ownId(told.sourceId, raw) },
      };
    },
  };
}

/** A modem's counter begins anew when its program is set up anew; with the document's hash its ids are never given twice. */
function ownId(id: string | null, document: Buffer): string | null {
  return id === null ? null : `${id}/${createHash('sha256').update(document).digest('hex').slice(0, 12)}`;
}

const NO_DOCUMENT = 'its words came without a document';

/** The words beside a document; null when they are gone again. What is too large is left to be refused as none. */
async function readWords(path: string): Promise<string | null> {
  try {
    return (await stat(path)).size > WORDS_BYTES ? '' : await readFile(path, 'utf8');
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function stemOf(path: string): string {
  return path.slice(0, path.lastIndexOf('.'));
}
