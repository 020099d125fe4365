import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { showHtml } from '../../../src/format/email/show-html.ts';
import { attachment, head, multipart, noise, part } from './build.ts';
import { CORPUS } from './corpus.ts';
import { faultsOf } from './harmless.ts';
import { picture } from './pictures.ts';

const text = (body: string, type = 'text/plain; charset=utf-8') => part([`Content-Type: ${type}`], body);
const html = (body: string) => text(body, 'text/html; charset=utf-8');
const alternative = (...children: Buffer[]) => multipart(head(), 'alternative', 'b1', children);
const related = (body: string, pictures: readonly Buffer[]) =>
  multipart(head(), 'related', 'b1', [
    html(body),
    ...pictures.map((bytes, n) => attachment('image/png', `${n}.png`, bytes, [`Content-ID: <p${n}@x>`])),
  ]);

it.each([
  ['of alternatives the HTML', alternative(text('plain'), html('<p>rich</p>')), '<div><p>rich</p></div>', true],
  ['of several the last', alternative(html('<p>a</p>'), html('<p>b</p>')), '<div><p>b</p></div>', true],
  [
    'the text, where the HTML is empty',
    alternative(text('plain'), html(' ')),
    '<div style="white-space:pre-wrap">plain</div>',
    false,
  ],
  [
    'a text, escaped',
    part(head(), 'a <b>\n  "c"'),
    '<div style="white-space:pre-wrap">a &#60;b&#62;\n  &#34;c&#34;</div>',
    false,
  ],
  [
    'parts side by side, none of which reaches into the next',
    multipart(head(), 'mixed', 'b1', [html('<table><tr><td><b>body<!--'), text('--> footer')]),
    '<div><table><tr><td><b>body</b></td></tr></table></div><hr><div style="white-space:pre-wrap">--&#62; footer</div>',
    true,
  ],
  ['nothing of a mail without text', part(head(['Content-Type: application/pdf']), 'x'), '', false],
  [
    'letters of a charset that is not said',
    part(head(['Content-Type: text/html']), Buffer.from('<p>Gr\xfc\xdfe</p>', 'latin1')),
    '<div><p>Grüße</p></div>',
    true,
  ],
])('shows %s', async (_, raw, shown, hadHtml) => {
  expect(await showHtml(raw)).toMatchObject({ html: shown, hadHtml });
});

it('writes the pictures of the mail into the page, drawn anew, and counts those that are not shown', async () => {
  const jpeg = await picture('jpeg', 40, 30);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const shown = await showHtml(
    related(
      '<img src="cid:p0@x"><img src="cid:p1%40x"><img src="cid:p2@x"><img src="cid:p9@x"><img src=https://x.example/p.gif>',
      [jpeg, noise(500), svg],
    ),
  );
  expect(shown).toMatchObject({ remote: 1, unshown: 3 });
  const [, first] = /src="(data:image\/png;base64,iVBOR[^"]+)"/u.exec(shown.html)!;
  expect(shown.html).toBe(`<div><img alt="" src="${first}" />${'<img alt="" />'.repeat(4)}</div>`);
});

it('writes no more than twenty pictures, and two megabytes, into a page', async () => {
  const small = await picture('png', 10, 10);
  const many = await showHtml(
    related(
      Array.from({ length: 25 }, (_, n) => `<img src="cid:p${n}@x">`).join(''),
      Array.from({ length: 25 }, () => small),
    ),
  );
  expect(many).toMatchObject({ remote: 0, unshown: 5 });
  const often = await showHtml(related('<img src="cid:p0@x">'.repeat(50_000), [small]));
  expect(often).toMatchObject({ unshown: 50_000 });
  const sharpNoise = await picture('png', 1_000, 1_000);
  const photo = await showHtml(related('<img src="cid:p0@x">', [sharpNoise]));
  expect(photo.html.length).toBeLessThan(1_000_000);
});

it('whatever mail comes, what is shown is harmless', async () => {
  for (const raw of Object.values(CORPUS)) expect(faultsOf((await showHtml(raw)).html)).toEqual([]);
});
