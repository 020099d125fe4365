import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { loadTemplates } from '../../src/format/acknowledgement-templates.ts';
import { createWording, type AcknowledgementInput } from '../../src/format/acknowledgement.ts';
import { compileTemplate } from '../../src/format/template.ts';
import { escapeHtml } from '../../src/lib/html.ts';

const templates = loadTemplates('config/templates');
const wording = createWording(templates, 'America/New_York');

function input(change: Partial<AcknowledgementInput> = {}): AcknowledgementInput {
  return {
    reference: 'K7Q-2M4',
    level: {
      level: 1,
      name: 'Production system down',
      meaning: 'Nobody can work.',
      callBack: 'within 1 working hour',
      callBackMinutes: 60,
      resolutionMinutes: null,
    },
    subject: null,
    acceptedAt: Date.UTC(2026, 10, 23, 17, 53),
    callBackBy: Date.UTC(2026, 10, 23, 18, 53),
    opensAt: null,
    outside: false,
    now: Date.UTC(2026, 10, 23, 17, 54),
    serviceHours: 'Monday to Friday, 8:00 AM to 6:00 PM Eastern',
    phone: '+1 212 555 0100',
    mailboxName: 'Customer Service',
    mailboxAddress: 'support@example.com',
    page: null,
    ...change,
  };
}

const flat = (text: string): string => text.replace(/\s+/gu, ' ');
const shown = (html: string): string =>
  flat(
    html
      .slice(html.indexOf('<body'))
      .replace(/<[^>]{0,500}>/gu, '')
      .replaceAll('&nbsp;', ' '),
  );

describe('the acknowledgement', () => {
  it.each([true, false])(
    'leads to the page of the request who proved their address (outside: %s), and nobody else',
    (outside) => {
      const page = 'https://desk.example/c/k7q2m4.abcdefghijklmnop.abcdefghijklmnopqrstuvwxyz';
      const { text, html } = wording(input({ page, outside }));
      expect(text).toContain(`\n\nSee how it stands, or add something:\n  ${page}\n\n`);
      expect(flat(html)).toMatch(/<a class="link" href="[^"]+" style="[^"]+" ?>See how it stands, or add something</u);
      expect(html).toContain(`href="${page}"`);
      const without = wording(input({ outside }));
      for (const said of [without.text, without.html]) expect(said).not.toMatch(/how it stands|\/c\//u);
    },
  );

  it('says what a customer needs to know', () => {
    const { text, html, preheader } = wording(input());
    for (const said of [flat(text), shown(html)]) {
      expect(said).toContain('K7Q-2M4');
      expect(said).toContain('person');
      expect(said).toMatch(/provisionally sorted(?: it)? as "?Production system down"? \(level 1 of 6\)/u);
      expect(said).toContain('We will call you back by 1:53 PM Eastern (EST) today, Monday 23 November.');
      expect(said).toContain('(level 1 of 6): we call back within 1 working hour.');
      expect(said).toContain('Monday to Friday, 8:00 AM to 6:00 PM Eastern');
      expect(said.toLowerCase()).toContain('answer this mail');
      expect(said).toContain('keep [#K7Q-2M4] in the subject');
      expect(said).toContain('+1 212 555 0100');
      expect(said).toContain('written by our system');
      expect(said).toContain('Monday, 23 November 2026, 12:53 PM Eastern (EST)');
    }
    expect(html).toContain(preheader);
  });

  it('leaves the call out where there is no phone, and says what to do all the same', () => {
    const { text } = wording(input({ phone: null }));
    expect(text).toContain('If it gets worse, or work stops, answer this mail');
    expect(text).not.toMatch(/\bcall (?!you|back)|null|undefined/u);
  });

  it.each([
    [
      'at night',
      Date.UTC(2026, 10, 27, 13),
      'by 9:00 AM Eastern (EST) tomorrow, Friday 27 November. Our hours begin again at 8:00 AM tomorrow.',
    ],
    [
      'before a weekend',
      Date.UTC(2026, 10, 30, 13),
      'by Monday, 30 November, 9:00 AM Eastern (EST). Our hours begin again at 8:00 AM on Monday, 30 November.',
    ],
  ])('says when hours begin, and by when we call: %s', (_when, opensAt, said) => {
    const written = wording(input({ now: Date.UTC(2026, 10, 27, 4), opensAt, callBackBy: opensAt + 3_600_000 }));
    expect(flat(written.text)).toContain(`We will call you back ${said} A person reads`);
    expect(shown(written.html)).toContain(`We will call you back ${said}`);
    expect(written.preheader).toContain('we will call you back by ');
  });

  it('says no hour where none can be named, and promises nothing that has passed', () => {
    expect(flat(wording(input({ callBackBy: null })).text)).toContain('We will call you back within 1 working hour. A');
    const late = wording(input({ now: Date.UTC(2026, 10, 24, 13), callBackBy: Date.UTC(2026, 10, 23, 18, 53) }));
    expect(flat(late.text)).toContain('We will call you back as soon as we can. A');
    expect(late.preheader).not.toContain('1:53 PM');
  });

  it('promises no time and no level to a request from outside an agreement', () => {
    const { subject, text, html, preheader } = wording(input({ outside: true, opensAt: Date.UTC(2026, 10, 24, 13) }));
    expect(subject).toBe('[#K7Q-2M4] We received your message');
    for (const said of [flat(text), shown(html)]) {
      expect(said).toContain('K7Q-2M4');
      expect(said).toContain('Monday, 23 November 2026, 12:53 PM Eastern (EST)');
      expect(said).toContain('A person will look at it. We found no maintenance agreement in force');
      expect(said).toContain('keep [#K7Q-2M4] in the subject.');
      expect(said).toMatch(/Or call \+1 212 555 0100 and say (?:the|your) number/u);
      expect(said).toContain('Monday to Friday, 8:00 AM to 6:00 PM Eastern');
      expect(said).toContain('written by our system');
    }
    expect(`${text}${html}${preheader}`).not.toMatch(
      /call you back|call back|level|within|1:53|begin again|undefined|null/u,
    );
    expect(wording(input({ outside: true, phone: null })).text).not.toContain('Or call');
  });

  it('names the address where the mailbox has no name', () => {
    expect(wording(input({ mailboxName: '' })).text).toContain('support@example.com');
  });

  it('tells the time of the office, in summer too', () => {
    expect(wording(input({ acceptedAt: Date.UTC(2026, 6, 1, 4, 5) })).text).toContain(
      'Wednesday, 1 July 2026, 12:05 AM Eastern (EDT)',
    );
  });

  it.each([
    [null, '[#K7Q-2M4] We received your message'],
    ['', '[#K7Q-2M4] We received your message'],
    ['Cannot post invoices', 'Re: Cannot post invoices [#K7Q-2M4]'],
    ['Re: RE: AW: Cannot post', 'Re: Cannot post [#K7Q-2M4]'],
    ['Re: Cannot post [#K7Q-2M4]', 'Re: Cannot post [#K7Q-2M4]'],
    ['hi\r\nBcc: evil@x.com', 'Re: hi Bcc: evil@x.com [#K7Q-2M4]'],
    ['Re:', '[#K7Q-2M4] We received your message'],
  ])('answers the subject %j with %j', (subject, expected) => {
    expect(wording(input({ subject })).subject).toBe(expected);
  });

  it('keeps any subject to one bounded line, and a megabyte of it short and fast', { retry: 3 }, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (subject) => {
        const out = wording(input({ subject })).subject;
        expect(out).not.toMatch(/[\r\n\u0000]/u);
        expect(out.length).toBeLessThan(200);
        expect(out.isWellFormed()).toBe(true);
      }),
    );
    for (const piece of ['Re:', ' ', 're ', '[#K7Q-2M4]']) {
      const before = performance.now();
      wording(input({ subject: piece.repeat(300_000) }));
      expect(performance.now() - before).toBeLessThan(2_000); // ms; anything but linear takes minutes, a busy machine does not
    }
  });

  it('escapes what stands in the page', () => {
    const { html, text } = wording(input({ mailboxName: '<b>"Desk" & Co</b>' }));
    expect(html).not.toContain('<b>');
    expect(html).toContain('&#60;b&#62;&#34;Desk&#34; &#38; Co');
    expect(text.replaceAll('\n', ' ')).toContain('<b>"Desk" & Co</b>');
  });

  it.each([false, true])('is small, whole by itself, and readable in the dark (outside: %s)', (outside) => {
    const { html, text } = wording(input({ outside }));
    expect(html.length).toBeLessThan(20_000);
    expect(html).not.toMatch(/<img|<script|<link|<a |https?:|url\(/iu);
    expect(html).toMatch(/<html lang="en">/u);
    expect(html.match(/<h1\b/gu)).toHaveLength(1);
    expect(html).toContain('<meta name="color-scheme" content="light dark" />');
    expect(html).not.toMatch(/\{\{|\}\}|undefined|null/u);
    expect(text.split('\n').every((line) => line.length <= 78)).toBe(true);
  });
});

describe('a template', () => {
  const names = { name: 'required', phone: 'optional' } as const;
  const compile = (source: string) => compileTemplate(source, { title: 'note.txt', names, escape: escapeHtml });

  it('fills names, and leaves sections out', () => {
    const fill = compile('Dear {{name}}{{#phone}}, call {{phone}}{{/phone}}.');
    expect(fill({ name: 'A&B', phone: '1' })).toBe('Dear A&#38;B, call 1.');
    expect(fill({ name: 'Ana', phone: null })).toBe('Dear Ana.');
  });

  it('never fills what a value says', () => {
    expect(compile('{{name}}')({ name: '{{phone}}', phone: '1' })).toBe('{{phone}}');
  });

  it.each([
    ['{{name}} {{nmae}}', /\{\{nmae\}\} does not exist; use name, phone/u],
    ['{{phone}}', /\{\{name\}\} is missing/u],
    ['{{name}} {{constructor}}', /does not exist/u],
    ['{{name}} {{#phone}}', /never closed/u],
    ['{{name}} {{/phone}}', /closes nothing/u],
    ['{{#phone}}{{#name}}{{/name}}{{/phone}}', /do not nest/u],
    ['{{#phone}}{{name}}{{/name}}', /closes nothing/u],
    ['{{ name }}', /no \{\{name\}\}/u],
    ['{{name}', /no \{\{name\}\}/u],
  ])('refuses %s', (source, problem) => {
    expect(() => compile(source)).toThrow(problem);
  });

  const folderWith = (files: Readonly<Record<string, string>>): string => {
    const folder = mkdtempSync(join(tmpdir(), 'templates-'));
    cpSync('config/templates', folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  };

  it('is refused with the name of its file when it cannot be read', () => {
    const folder = folderWith({});
    rmSync(join(folder, 'acknowledgement-outside.txt'));
    expect(() => loadTemplates(folder)).toThrow(
      /acknowledgement-outside\.txt cannot be read .*copy the one that came with the program/u,
    );
  });

  it.each([
    [{ 'acknowledgement.txt': 'Hello {{refrence}}' }, /acknowledgement\.txt: \{\{refrence\}\} does not exist/u],
    [
      { 'acknowledgement-outside.txt': '{{reference}} {{promise}}' },
      /acknowledgement-outside\.txt: \{\{promise\}\} does not exist/u,
    ],
    [
      { 'acknowledgement-outside.html': '{{callBack}}' },
      /acknowledgement-outside\.html: \{\{callBack\}\} does not exist/u,
    ],
    [
      { 'acknowledgement-frame.html': '<!doctype html><p>{{reference}}</p>' },
      /frame\.html: \{\{content\}\} must stand in it exactly once/u,
    ],
    [{ 'acknowledgement-frame.html': '{{content}}{{content}}{{reference}}' }, /exactly once/u],
  ])('is refused: %j', (files, problem) => {
    expect(() => loadTemplates(folderWith(files))).toThrow(problem);
  });

  it('that is a whole page needs no frame', () => {
    const page = '<!doctype html><p>{{reference}}: {{promise}}</p>';
    const { usual, outside } = loadTemplates(folderWith({ 'acknowledgement.html': page }));
    expect(usual.html({ reference: 'K7Q-2M4', promise: 'by noon' })).toBe('<!doctype html><p>K7Q-2M4: by noon</p>');
    expect(outside.html({ reference: 'K7Q-2M4' })).toContain('color-scheme');
  });
});
