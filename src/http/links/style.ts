import { createHash } from 'node:crypto';
import { ours } from '../../lib/html.ts';

/*
 * The look of the pages of action links: one sheet inside the page, allowed by its hash, nothing loaded from anywhere.
 * The colours are the desk's own, light and dark; nothing is told by colour alone.
 */

const RULES = `
:root{color-scheme:light dark;
 --ground:#eef0f3;--sheet:#fdfdfd;--ink:#1b1f24;--soft:#545c66;--line:#dce0e5;--control:#8a93a0;--link:#0b4f9e;--on-link:#fdfdfd;--press:#083c78;
 --late:#a40e26;--late-g:#fde8ea;--now:#8a3b00;--now-g:#fff0e0;--soon:#5d4a00;--soon-g:#fff8d6;--ok:#14532d;--ok-g:#eef7f0;--plain-g:#f4f5f7;
 --shade:0 1px 2px rgb(27 31 36/.06),0 8px 24px rgb(27 31 36/.06)}
@media (prefers-color-scheme:dark){:root{
 --ground:#0d1013;--sheet:#14171b;--ink:#e8eaed;--soft:#a9b1bb;--line:#2a3037;--control:#7d8794;--link:#8ec1ff;--on-link:#0b1a2b;--press:#b5d6ff;
 --late:#ffb3bd;--late-g:#4a1119;--now:#ffc48a;--now-g:#46260a;--soon:#ffe27a;--soon-g:#3b3205;--ok:#a6e3b8;--ok-g:#12301d;--plain-g:#1b1f25;
 --shade:none}}
*{box-sizing:border-box}
body{margin:0;padding:clamp(12px,4vw,48px) clamp(12px,4vw,24px);background:var(--ground);color:var(--ink);overflow-wrap:anywhere;
 font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:34rem;margin:0 auto;background:var(--sheet);border:1px solid var(--line);border-radius:14px;box-shadow:var(--shade);overflow:hidden}
header,.body,footer{padding:0 clamp(18px,6vw,36px)}
header{padding-top:clamp(20px,6vw,32px)}
.body{padding-bottom:clamp(20px,6vw,32px)}
.eyebrow{margin:0;color:var(--soft);font-size:.875rem;display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:center}
.number{color:var(--ink);font-weight:600;letter-spacing:.02em;white-space:nowrap}
h1{margin:.5rem 0 .25rem;font-size:1.5rem;line-height:1.25;font-weight:650;letter-spacing:-.01em}
.who{margin:0;color:var(--soft)}
.tone{margin:1.25rem 0 0;padding:.75rem 1rem;border-radius:8px;border-left:4px solid currentcolor;background:var(--plain-g);color:var(--ink)}
.tone strong{font-weight:650;white-space:nowrap;margin-right:.25rem}
.tone.late{color:var(--late);background:var(--late-g)}
.tone.now{color:var(--now);background:var(--now-g)}
.tone.soon{color:var(--soon);background:var(--soon-g)}
.tone.ok{color:var(--ok);background:var(--ok-g)}
form .tone{margin:0 0 1.25rem}
.so{margin:1.25rem 0 0;padding:0;list-style:none;border-top:1px solid var(--line)}
.so li{padding:.6rem 0;border-bottom:1px solid var(--line)}
.call{margin:1.25rem 0 0;display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:baseline}
.call a{color:var(--link);font-size:1.25rem;font-weight:600;text-decoration:none;white-space:nowrap}
form{margin:1.75rem 0 0}
fieldset{margin:0 0 1.25rem;padding:0;border:0;min-width:0}
legend,.label{padding:0;margin:0 0 .4rem;font-weight:600;display:block}
.label small{font-weight:400;font-size:.875rem;color:var(--soft)}
.pick{display:flex;gap:.75rem;align-items:flex-start;padding:.7rem .9rem;min-height:44px;border:1px solid var(--control);border-bottom-width:0;cursor:pointer}
.pick:first-of-type{border-radius:8px 8px 0 0}
.pick:last-of-type{border-radius:0 0 8px 8px;border-bottom-width:1px}
.pick:has(:checked){background:var(--plain-g);box-shadow:inset 4px 0 0 var(--link)}
.pick input{flex:none;width:1.15rem;height:1.15rem;margin:.2rem 0 0;accent-color:var(--link)}
.pick b{font-weight:600}
.pick span span{color:var(--soft);display:block;font-size:.875rem;line-height:1.4}
.digit{flex:none;width:1.75rem;text-align:center;border:1px solid var(--control);border-radius:4px;font-weight:600;font-size:.875rem;line-height:1.5rem}
.digit.guess{border-style:dashed}
input[type=tel],textarea,select{display:block;width:100%;margin:0 0 1.25rem;padding:.6rem .75rem;min-height:44px;font:inherit;color:var(--ink);background:var(--sheet);border:1px solid var(--control);border-radius:8px}
textarea{min-height:5.5rem;resize:vertical}
textarea.tall{min-height:10rem}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
button{display:block;width:100%;min-height:52px;padding:.75rem 1.25rem;font:inherit;font-size:1.0625rem;font-weight:650;color:var(--on-link);background:var(--link);border:1px solid transparent;border-radius:10px;cursor:pointer}
button:hover{background:var(--press)}
.does{margin:.75rem 0 0;color:var(--soft);font-size:.9375rem}
footer{padding-top:.9rem;padding-bottom:.9rem;border-top:1px solid var(--line);color:var(--soft);font-size:.875rem;background:var(--plain-g)}
footer p{margin:0}
h2{margin:1.75rem 0 .25rem;font-size:1.0625rem;font-weight:650}
.talk{margin:0;padding:0;list-style:none}
.talk li{margin:.75rem 0 0;padding:.6rem .9rem;border:1px solid var(--line);border-radius:8px}
.talk .us{background:var(--plain-g)}
.talk pre{margin:.25rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}
summary{margin:1.5rem 0 0;font-weight:600;cursor:pointer;min-height:24px}
a{color:var(--link)}
@media (forced-colors:active){.tone,main,button{border:1px solid}}
`;

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
