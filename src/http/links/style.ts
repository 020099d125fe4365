import { createHash } from 'node:crypto';
import { ours } from '../../lib/html.ts';
import { LOOKS } from '../../lib/looks.ts';

/*
 * The look of the pages of links in mails and of customers' requests: one sheet inside the page, allowed by its hash,
 * nothing loaded from anywhere, so that it stands behind any proxy. It begins as the desk's does.
 */

const OWN = `
body{padding:clamp(12px,4vw,48px) clamp(12px,4vw,24px);line-height:1.5}
main{max-width:34rem;margin:0 auto;background:var(--sheet);border:1px solid var(--line);border-radius:12px;overflow:hidden}
header,.body,footer{padding:0 clamp(18px,6vw,36px)}
header{padding-top:clamp(20px,6vw,32px)}
.body{padding-bottom:clamp(20px,6vw,32px)}
.eyebrow{margin:0;color:var(--soft);font-size:.875rem;display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center}
.number{color:var(--ink);font-weight:600;letter-spacing:.02em;white-space:nowrap}
h1{margin:.5rem 0 .25rem;font-size:1.5rem}
.who{margin:0;color:var(--soft)}
.tone{display:block;margin:1.25rem 0 0;padding:.75rem 1rem;border-radius:var(--radius);border-left:4px solid currentcolor;font-size:1rem;font-weight:400;white-space:normal}
.tone strong{font-weight:650;white-space:nowrap;margin-right:.25rem}
form .tone{margin:0 0 1.25rem}
.so{margin:1.25rem 0 0;padding:0;list-style:none;border-top:1px solid var(--line)}
.so li{padding:.6rem 0;border-bottom:1px solid var(--line)}
.call{margin:1.25rem 0 0;display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:baseline}
.call a{color:var(--link);font-size:1.25rem;font-weight:600;text-decoration:none;white-space:nowrap}
form{margin:1.75rem 0 0}
fieldset{margin:0 0 1.25rem}
legend,.label{padding:0;margin:0 0 .4rem;font-weight:600;display:block}
.label small{font-weight:400;font-size:.875rem;color:var(--soft)}
.pick{display:flex;gap:.75rem;align-items:flex-start;padding:.7rem .9rem;min-height:44px;border:1px solid var(--control);border-bottom-width:0;cursor:pointer}
.pick:first-of-type{border-radius:var(--radius) var(--radius) 0 0}
.pick:last-of-type{border-radius:0 0 var(--radius) var(--radius);border-bottom-width:1px}
.pick:has(:checked){background:var(--plain-g);box-shadow:inset 4px 0 0 var(--link)}
.pick input{margin:.2rem 0 0}
.pick b{font-weight:600}
.pick span span{color:var(--soft);display:block;font-size:.875rem;line-height:1.4}
.digit{flex:none}
.level{margin:.5rem 0 0;display:flex;gap:.5rem;align-items:baseline}
input[type=tel],textarea,select{display:block;width:100%;margin:0 0 1.25rem;padding:.6rem .75rem;min-height:44px;font:inherit;color:var(--ink);background:var(--sheet);border:1px solid var(--control);border-radius:var(--radius)}
textarea{min-height:5.5rem;resize:vertical}
textarea.tall{min-height:10rem}
button{display:block;width:100%;min-height:48px;padding:.6rem 1.25rem;font:inherit;font-weight:600;color:var(--on-link);background:var(--link);border:1px solid transparent;border-radius:var(--radius);cursor:pointer}
button:hover{background:var(--press)}
.does{margin:.75rem 0 0;color:var(--soft);font-size:.9375rem}
footer{padding-top:.9rem;padding-bottom:.9rem;border-top:1px solid var(--line);color:var(--soft);font-size:.875rem;background:var(--plain-g)}
footer p{margin:0}
h2{margin:1.75rem 0 .25rem;font-size:1.0625rem}
.talk{margin:0;padding:0;list-style:none}
.talk li{margin:.75rem 0 0;padding:.6rem .9rem;border:1px solid var(--line);border-radius:8px}
.talk .us{background:var(--plain-g)}
.talk pre{margin:.25rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}
summary{margin:1.5rem 0 0;font-weight:600;cursor:pointer;min-height:24px}
.desk{margin:1rem 0 0}
.desk a{display:inline-block;padding:.25rem 0}
@media (forced-colors:active){main,button{border:1px solid}}
`;

/** Comments and line ends help nobody who reads a page. */
const RULES = `${LOOKS}${OWN}`.replaceAll(/\/\*[\s\S]*?\*\//gu, '').replaceAll(/\s+/gu, ' ');

/** The sheet, as an element of the page's head. */
export const SHEET = ours(`<style>${RULES}</style>`);

/** What a page of ours may do: show itself with this one sheet of styles, and post its form to where it came from. */
export const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(RULES).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
