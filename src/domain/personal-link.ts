/** Links in our letters by which their reader, and nobody else, acts, signs in or sees a request. */
const PERSONAL_LINK = /(https?:\/\/\S{1,300}?\/(?:a|c|sign-in)\/)[^\s"'<>]+/gu;

/** A letter's text for others than its reader: whoever reads another's letter may not act in their name by it. */
export function withoutPersonalLinks(text: string): string {
  return text.replaceAll(PERSONAL_LINK, '$1…');
}
