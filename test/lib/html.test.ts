import fc from 'fast-check';
import { expect, test } from 'vitest';
import { html, ours, render } from '../../src/lib/html.ts';

test('text is text, whatever it holds; HTML in HTML stays', () => {
  const part = html`<b>${'<script>"\'`&'}</b>`;
  expect(render(html`<p title="${'a" onclick="x'}">${[part, part]}${null}${3}</p>`)).toBe(
    '<p title="a&#34; onclick=&#34;x"><b>&#60;script&#62;&#34;&#39;&#96;&#38;</b><b>&#60;script&#62;&#34;&#39;&#96;&#38;</b>3</p>',
  );
  expect(render(ours('<style>a{}</style>'))).toBe('<style>a{}</style>');
});

test('no text leaves its hole', () => {
  fc.assert(fc.property(fc.string(), (text) => !/[<>"'`]/u.test(render(html`${text}`))));
});

test('what only looks like HTML of ours is none', () => {
  const forged = JSON.parse('{"html":"<script>","Symbol(html)":"<script>"}') as never;
  expect(() => render(html`${forged}`)).toThrow(TypeError);
});
