import type { Instant } from '../time.ts';

/*
 * The nouns of the fax channel. A fax is a document that came in beside some words about it: from a provider's webhook, a modem's
 * hook, or the mail of a fax service. Its life: told (FaxTold) -> kept, as any item -> read (FaxReading) -> decided, as any item.
 */

/** How much of a fax arrived. `partial`: some pages, or a part of one. `failed`: nothing that can be read. */
export type FaxStatus = 'received' | 'partial' | 'failed';

/** What a way in said of a fax. Everything here is a claim of somebody: shown, matched, never trusted as an identity. */
export type FaxTold = {
  /** the way in: a webhook's id in the settings (`signalwire`), a folder's id (`hylafax`), or a mail profile (`efax`) */
  readonly source: string;
  /** what that way in calls this fax, unique within it; null when it names none */
  readonly sourceId: string | null;
  /** the caller's number as the line told it, exactly as written; null: withheld or unknown */
  readonly caller: string | null;
  readonly callerName: string | null;
  /** what the sender's machine calls itself (TSI, CSID): free text of the sender's */
  readonly station: string | null;
  /** the number of ours that was dialled */
  readonly dialled: string | null;
  /** pages that the way in counted; null: it did not say */
  readonly pages: number | null;
  readonly status: FaxStatus;
  /** what went wrong, in the words of the way in */
  readonly error: string | null;
  /** bar codes that the provider read itself */
  readonly barcodes: readonly FaxBarcode[];
};

/** A bar code on a page (1, 2 …); `type` as ZXing calls it: `DataMatrix`, `QRCode`, `Code128`. */
export type FaxBarcode = { readonly page: number; readonly type: string; readonly value: string };

/** One page as it was read. */
export type FaxPage = {
  /** 1, 2, 3 … in the order of the document */
  readonly n: number;
  /** of the upright page, stretched to square pixels */
  readonly width: number;
  readonly height: number;
  /** resolution of the document itself, pixels an inch, e.g. [204, 98] */
  readonly dpi: readonly [x: number, y: number];
  /** what was read, line ends \n; '' when nothing was */
  readonly text: string;
  /** mean certainty of the words, 0 to 100; 0 when nothing was read */
  readonly confidence: number;
  /** by how many degrees clockwise the page was turned to stand upright */
  readonly turned: 0 | 90 | 180 | 270;
  /** below the settings' line: shown to people, never acted upon */
  readonly needsHuman: boolean;
  /** nothing but paper */
  readonly blank: boolean;
  /** the decoder met its end too early: what is here is the upper part */
  readonly cut: boolean;
  /** difference hash of 256 bits over the text of the page, without its rim, 64 hexadecimal digits (docs/fax.md) */
  readonly hash: string;
};

/** A document that was read. */
export type FaxReading = {
  readonly kind: 'tiff' | 'pdf';
  readonly pages: readonly FaxPage[];
  readonly barcodes: readonly FaxBarcode[];
  /** what the document says of itself (HylaFAX writes station id and numbers into its TIFF) */
  readonly tags: {
    readonly station: string | null;
    readonly caller: string | null;
    readonly callerName: string | null;
    readonly dialled: string | null;
  };
  /** what was cut, mended or not understood, a sentence each */
  readonly notes: readonly string[];
  /** CPU and waiting, seconds */
  readonly seconds: number;
};

/** An event of a provider about a fax, in the words that all of them share. */
export type FaxEvent = {
  readonly source: string;
  /** the provider's id of the event, or one made of fax and state: a repeat has the same */
  readonly eventId: string;
  /** the provider's id of the fax */
  readonly faxId: string;
  /** when the provider says it happened; null: it does not say. Events may come in any order. */
  readonly at: Instant | null;
  /** `coming`: announced or in progress; the others end it */
  readonly state: 'coming' | FaxStatus;
  /** only what this event says: null where it is silent */
  readonly told: Pick<FaxTold, 'caller' | 'callerName' | 'station' | 'dialled' | 'pages' | 'error' | 'barcodes'>;
  /** where the document is fetched; null: it comes with the event, or is not there (yet) */
  readonly mediaUrl: string | null;
};
