import sanitize, { type Attributes, type IOptions } from 'sanitize-html';
import { oneLine } from '../../domain/address.ts';
import { cleanStyle, remoteInStyle } from './clean-style.ts';

/** A picture that lies in the mail itself, by its Content-ID without brackets, as a data: address; null: it is not to be shown. */
export type PictureOf = (contentId: string) => string | null;

export type Cleaned = {
  readonly html: string;
  /** pictures and grounds that lie elsewhere, and were not loaded */
  readonly remote: number;
  /** pictures of the mail itself that are not shown */
  readonly unshown: number;
};

/** Deeper elements lose their tags and keep their text; a browser flattens at 512. */
const MAX_DEPTH = 200;
const MAX_HREF = 2_000;

const TEXT_TAGS =
  'a abbr acronym address article aside b bdi bdo big blockquote br center cite code dd del dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small span strike strong sub sup time tt u ul var wbr';
const TABLE_TAGS = 'caption col colgroup table tbody td tfoot th thead tr';

/** What is thrown away with all that stands in it: it is no text of the mail, or browsers read it by rules of its own. */
const EMPTIED =
  'script style title textarea option select xmp noscript noembed noframes iframe object applet svg math template plaintext audio video canvas';

const SIZE = /^\d{1,4}(?:\.\d{1,2})?%?$/;
const COUNT = /^\d{1,3}$/;
const COLOUR = /^(?:#?[0-9a-f]{3,8}|[a-z]{3,24})$/i;
const WORD = /^[a-z]{2,12}$/i;
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,3}$/i;
const NAMES = /^[a-z0-9 ,_-]{1,200}$/i;

/** Attributes that pass, and the form of their values. All others, and all that name an address, are made anew below. */
const FORMS: Readonly<Record<string, RegExp>> = {
  align: WORD,
  bgcolor: COLOUR,
  border: COUNT,
  cellpadding: COUNT,
  cellspacing: COUNT,
  color: COLOUR,
  colspan: COUNT,
  dir: /^(?:ltr|rtl|auto)$/i,
  face: NAMES,
  height: SIZE,
  lang: LANGUAGE,
  nowrap: /^(?:nowrap)?$/i,
  rowspan: COUNT,
  scope: WORD,
  size: /^[+-]?[0-7]$/,
  span: COUNT,
  start: /^-?\d{1,6}$/,
  type: /^[a1]$/i,
  valign: WORD,
  value: /^-?\d{1,6}$/,
  width: SIZE,
};
const MADE = ['style', 'title', 'alt', 'href', 'src', 'target', 'rel'];

const OPTIONS: IOptions = {
  allowedTags: [...TEXT_TAGS.split(' '), ...TABLE_TAGS.split(' ')],
  nonTextTags: EMPTIED.split(' '),
  allowedAttributes: { '*': [...Object.keys(FORMS), ...MADE] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['data'] },
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nestingLimit: MAX_DEPTH,
  // the styles are ours by then: what is left of them is on a list
  parseStyleAttributes: false,
};

/**
 * HTML of a stranger's mail as it may stand in a page of its own: no script, no form, nothing that is fetched, links that say where
 * they lead. Each attribute is written anew from what passes its form. Throws only what a parser may throw.
 */
export function cleanHtml(source: string, pictureOf: PictureOf): Cleaned {
  const counts = { remote: 0, unshown: 0 };
  const html = sanitize(source, {
    ...OPTIONS,
    transformTags: {
      '*': (tag: string, attribs: Attributes) => {
        counts.remote += remoteInStyle(attribs['style'] ?? '') + (attribs['background'] === undefined ? 0 : 1);
        const kept = plainAttributes(attribs);
        if (tag === 'a') return { tagName: tag, attribs: { ...kept, ...link(attribs['href'] ?? '') } };
        if (tag === 'img') return picture(attribs, kept, pictureOf, counts);
        // the ground of the mail is that of a box, for the sheet around it is ours
        return { tagName: tag === 'body' ? 'div' : tag, attribs: kept };
      },
    },
  });
  return { html, ...counts };
}

function plainAttributes(attribs: Attributes): Attributes {
  const kept: Attributes = {};
  for (const [name, value] of Object.entries(attribs)) {
    if (Object.hasOwn(FORMS, name) && FORMS[name]!.test(value.trim())) kept[name] = value.trim();
  }
  const style = cleanStyle(attribs['style'] ?? '');
  if (style !== '') kept['style'] = style;
  return kept;
}

function link(given: string): Attributes {
  const href = safeHref(given);
  // what the mail says about its own link is replaced by where it leads
  return href === null ? {} : { href, title: href, target: '_blank', rel: 'noopener noreferrer nofollow' };
}

/** The address of a link as a browser would understand it, if it leads to a site, a mailbox or a phone; else null. */
function safeHref(given: string): string | null {
  if (given.length > MAX_HREF || !URL.canParse(given)) return null;
  const { protocol, href } = new URL(given);
  return /^(?:https?|mailto|tel):$/.test(protocol) && href.length <= MAX_HREF * 3 ? href : null;
}

function picture(
  attribs: Attributes,
  kept: Attributes,
  pictureOf: PictureOf,
  counts: { remote: number; unshown: number },
): { tagName: string; attribs: Attributes } {
  const alt = oneLine(attribs['alt'] ?? '', 300);
  const given = (attribs['src'] ?? '').trim();
  const src = /^cid:/i.test(given) ? pictureOf(contentIdOf(given)) : null;
  if (src !== null) return { tagName: 'img', attribs: { ...kept, alt, src } };
  if (/^cid:|^data:/i.test(given)) counts.unshown += 1;
  else if (given !== '' || attribs['srcset'] !== undefined) counts.remote += 1;
  // what cannot be seen is told in its own words
  return { tagName: 'img', attribs: { ...kept, alt } };
}

/** The Content-ID that a `cid:` address names (RFC 2392). */
export function contentIdOf(address: string): string {
  const id = address.slice(4);
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
