/** What lines and services write where they do not tell a number. */
const WITHHELD =
  /^(?:<?none>?|unavailable|unknown|anonymous|private|restricted|withheld|blocked|not available|n\/a|asserted|p|o|unbekannt|inconnu|desconocido|-+|0+|1?0{7,})$/iu;

/** The same words spelled on the keys of a telephone, as services write them where only digits may stand: ANONYMOUS, RESTRICTED … */
const SPELLED = /^(?:\+?1?(?:266696687|7378742833|86282452253)|\+(?:8656696|2562533))$/u;

/** Whether this is no number, but a word for that it is not told; null and '' are too. */
export function isWithheld(text: string | null): boolean {
  const told = text?.trim() ?? '';
  return told === '' || WITHHELD.test(told) || SPELLED.test(told) || !/[1-9]/u.test(told);
}

/** How many of a number's last digits tell it from the others: lines tell numbers with and without their country and area. */
const TELLING_DIGITS = 7;

/** Whether two numbers are the same, as far as their digits go: one may lack its country, or have the line's prefix before it. */
export function sameNumber(a: string | null, b: string | null): boolean {
  if (a === null || b === null || isWithheld(a) || isWithheld(b)) return false;
  const [one, other] = [digitsOf(a), digitsOf(b)];
  if (one.length < TELLING_DIGITS || other.length < TELLING_DIGITS) return one === other && one !== '';
  return one.endsWith(other) || other.endsWith(one);
}

/** The digits of a number, without the noughts that stand for a country or a line. */
export function digitsOf(number: string): string {
  return number.replaceAll(/\D/gu, '').replace(/^0+/u, '');
}
