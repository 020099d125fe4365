import { describe, expect, it } from 'vitest';
import { newText } from '../../../src/domain/message.ts';
import { splitText } from '../../../src/domain/quote.ts';
import { htmlToText } from '../../../src/format/email/html.ts';

const fresh = (html: string) => {
  const text = htmlToText(html);
  return newText({ text, segments: splitText(text) });
};

describe('HTML as text', () => {
  it('keeps links to look at, never one that runs something', () => {
    expect(
      htmlToText(
        '<p>See <a href="https://x.example/a?b=1&amp;c=2">this</a>, <a href="javascript:alert(1)">that</a>, <a href=" JaVaScRiPt:x">y</a>, <a href="data:text/html,x">z</a>, <a href="https://x.example/">https://x.example/</a>, <a href="mailto:j@x.example">j@x.example</a></p>',
      ),
    ).toBe('See this <https://x.example/a?b=1&c=2>, that, y, z, https://x.example/, j@x.example');
  });

  it('leaves out pictures, scripts, styles, titles and what is hidden', () => {
    expect(
      htmlToText(
        '<html><head><title>t</title><style>p{}</style></head><body><div style="display:none">pre</div><script>x()</script>a<img src="https://x.example/t.gif" alt="alt"> b</body></html>',
      ),
    ).toBe('a b');
  });

  it('reads tables, lists and entities', () => {
    expect(
      htmlToText(
        '<table><tr><th>Item</th><th>Price</th></tr><tr><td>Toner</td><td>5&nbsp;&euro;</td></tr></table><ul><li>one</li><li>two</li></ul>a&lt;b',
      ),
    ).toBe('Item Price\nToner 5\u00a0€\n\n * one\n * two\n\na<b');
  });

  it.each([
    [
      'Gmail',
      '<div dir="ltr">Yes.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Tue, Jul 1, 2025 at 10:00 AM Support &lt;<a href="mailto:s@desk.example">s@desk.example</a>&gt; wrote:<br></div><blockquote class="gmail_quote"><div>old</div><div>text</div></blockquote></div>',
    ],
    [
      'Outlook',
      '<div class="WordSection1"><p class="MsoNormal">Yes.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Support &lt;s@desk.example&gt; <br><b>Sent:</b> Tuesday, July 1, 2025 10:00 AM<br><b>To:</b> Jane<br><b>Subject:</b> printer</p></div><p>old text</p></div>',
    ],
    [
      'Outlook on the web',
      '<div>Yes.</div><hr style="width:98%"><div id="divRplyFwdMsg"><font><b>From:</b> Support &lt;s@desk.example&gt;<br><b>Sent:</b> Tuesday, July 1, 2025 10:00 AM<br><b>To:</b> Jane<br><b>Subject:</b> printer</font></div><div>old text</div>',
    ],
    [
      'Apple',
      '<div>Yes.<br><blockquote type="cite"><div>On 1 Jul 2025, at 10:00, Support &lt;s@desk.example&gt; wrote:</div><br><div>old text</div></blockquote></div>',
    ],
    ['a Gmail signature', '<div>Yes.</div><div class="gmail_signature">Jane Doe<br>Customer Ltd</div>'],
  ])('lets the answer of %s be told from what it answers', (_, html) => {
    expect(fresh(html)).toBe('Yes.');
  });

  it.each([
    ['<', 1_000_000],
    ['<b>', 300_000],
    ['<div>', 200_000],
    ['<b>x', 100_000],
    ['<a href="', 100_000],
    ['&lt;', 250_000],
    ['<table><tr><td>', 60_000],
    ['<!--', 250_000],
    ['<blockquote>', 80_000],
    ['<li>', 250_000],
    ['<p>', 300_000],
    ['</b>', 250_000],
    ['<script>', 120_000],
  ])(
    'takes bounded time and never throws for a megabyte of %j',
    (unit, count) => {
      const before = performance.now();
      htmlToText(unit.repeat(count));
      // Quadratic nesting takes minutes; the slowest of these takes about a second.
      expect(performance.now() - before).toBeLessThan(15_000);
    },
    30_000,
  );
});
