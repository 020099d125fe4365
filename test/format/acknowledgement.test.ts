import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createWording, loadTemplates, type AcknowledgementInput } from '../../src/format/acknowledgement.ts';
import { compileTemplate, escapeHtml } from '../../src/format/template.ts';

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
    serviceHours: 'Monday to Friday, 8:00 AM to 6:00 PM Eastern',
    phone: '+1 212 555 0100',
    mailboxName: 'Customer Service',
    mailboxAddress: 'support@example.com',
    ...change,
  };
}

describe('the acknowledgement', () => {
  it('says what a customer needs to know', () => {
    const { text, html, preheader } = wording(input());
    for (const said of [
      text.replaceAll('\n', ' '),
      html
        .replace(/<[^>]{0,500}>/gu, '')
        .replaceAll('&nbsp;', ' ')
        .replace(/\s+/gu, ' '),
    ]) {
      expect(said).toContain('K7Q-2M4');
      expect(said).toContain('person');
      expect(said).toMatch(/provisionally sorted(?: it)? as "?Production system down"? \(level 1 of 6\)/u);
      expect(said).toContain('we call back within 1 working hour');
      expect(said).toContain('Monday to Friday, 8:00 AM to 6:00 PM Eastern');
      expect(said.toLowerCase()).toContain('answer this mail');
      expect(said).toContain('keep [#K7Q-2M4] in the subject');
      expect(said).toContain('+1 212 555 0100');
      expect(said).toContain('written by our system');
      expect(said).toContain('Mon 23 Nov 2026 at 12:53 EST');
    }
    expect(html).toContain(preheader);
  });

  it('leaves the call out where there is no phone, and says what to do all the same', () => {
    const { text } = wording(input({ phone: null }));
    expect(text).toContain('If it gets worse, or work stops, answer this mail');
    expect(text).not.toMatch(/\bcall \b(?!back)|null|undefined/u);
  });

  it('names the address where the mailbox has no name', () => {
    expect(wording(input({ mailboxName: '' })).text).toContain('support@example.com');
  });

  it('tells the time of the office, in summer too', () => {
    expect(wording(input({ acceptedAt: Date.UTC(2026, 6, 1, 4, 5) })).text).toContain('Wed 1 Jul 2026 at 00:05 EDT');
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

  it('is small, whole by itself, and readable in the dark', () => {
    const { html, text } = wording(input());
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

  it('is refused with the name of its file when it cannot be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'templates-'));
    expect(() => loadTemplates(folder)).toThrow(/acknowledgement\.txt cannot be read/u);
    writeFileSync(join(folder, 'acknowledgement.txt'), 'Hello {{refrence}}');
    writeFileSync(join(folder, 'acknowledgement.html'), '{{reference}}');
    expect(() => loadTemplates(folder)).toThrow(/acknowledgement\.txt: \{\{refrence\}\} does not exist/u);
  });
});
