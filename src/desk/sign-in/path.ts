/** A path of this desk to go on to; anything else, such as another site, is the desk's first page. */
export function pathOf(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])[\x21-\x7e]{0,500}$/u.test(to) && !to.startsWith('/sign-') ? to : '/';
}
