import type { Attachment, Message } from '../message.ts';

/** The documents of a notice, by what they are declared to be; whoever reads the bytes checks the claim. */
export type Documents = {
  /** TIFF or PDF, to be read one after the other, in the order of the mail */
  readonly readable: readonly number[];
  /** what only a person can open: raw G3 pages, SFF, PostScript, EFX, pictures */
  readonly other: readonly number[];
};

/**
 * Which attachments are the fax. Some servers send it twice, as TIFF and as PDF: then the TIFF alone is read, which is what
 * the modem wrote. Pictures count only where nothing else is there; those shown inside the text are decoration.
 */
export function documentsOf({ attachments }: Pick<Message, 'attachments'>): Documents {
  const of = (form: Form) => attachments.filter((attachment) => formOf(attachment) === form).map(({ n }) => n);
  const tiff = of('tiff');
  const readable = tiff.length > 0 ? tiff : of('pdf');
  const raw = readable.length > 0 ? [] : of('raw');
  const other = readable.length + raw.length > 0 ? raw : of('picture');
  return { readable, other };
}

type Form = 'tiff' | 'pdf' | 'raw' | 'picture';

const TYPES: readonly (readonly [type: RegExp, form: Form])[] = [
  [/^(?:image\/(?:x-)?tiff?|image\/tiff-fx|application\/(?:x-)?tiff?)$/u, 'tiff'],
  [/^application\/(?:x-)?pdf$/u, 'pdf'],
  [/^(?:image\/(?:x-)?(?:fax-)?g3(?:fax)?|application\/(?:postscript|x-sff|sff|x-efx)|image\/(?:x-)?sff)$/u, 'raw'],
  [/^image\/(?:png|jpeg|gif|bmp|x-portable-bitmap)$/u, 'picture'],
];

const NAMES: readonly (readonly [name: RegExp, form: Form])[] = [
  [/\.tiff?$/iu, 'tiff'],
  [/\.pdf$/iu, 'pdf'],
  [/\.(?:g3|sff|efx|ps)$/iu, 'raw'],
];

/** The name counts only where the type says nothing but "bytes". */
const BYTES = /^(?:application\/(?:octet-stream|x-download|force-download|download)|binary\/octet-stream)$/u;

function formOf({ type, filename, inline }: Attachment): Form | null {
  const [, form] = BYTES.test(type)
    ? (NAMES.find(([name]) => name.test(filename)) ?? [])
    : (TYPES.find(([known]) => known.test(type)) ?? []);
  return form === undefined || (form === 'picture' && inline) ? null : form;
}
