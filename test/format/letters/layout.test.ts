import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCustomerWording, CUSTOMER_LETTERS, loadCustomerTemplates } from '../../../src/format/letter/customer.ts';
import { columnsOf, fill, LINE_WIDTH } from '../../../src/format/letter/fill.ts';
import { layOut } from '../../../src/format/letter/layout.ts';
import { letter } from './customer.samples.ts';

const NAMES = { message: 'required', phone: 'optional' } as const;
const laid = (source: string) => layOut(source, 'x.txt', NAMES);

describe('a template of plain text', () => {
  it('is laid out by the signs that begin its lines', () => {
    const source = '# Title\n\nFirst line\nsecond line.\n\n> {{message}}\n\n--\n\nSmall {{phone}}.';
    expect(laid(source)({ message: 'one\n\ntwo', phone: '12' })).toEqual({
      title: 'Title',
      paragraphs: [
        { panel: false, text: 'First line second line.' },
        { panel: true, text: 'one\n\ntwo' },
      ],
      small: [{ panel: false, text: 'Small 12.' }],
    });
  });

  it('leaves out a section without a value, and a paragraph that is nothing else', () => {
    const filled = laid('{{message}}\n\n{{#phone}}Call {{phone}}.{{/phone}}\n\nEnd{{#phone}} {{phone}}{{/phone}}.')({
      message: 'x',
      phone: null,
    });
    expect(filled.paragraphs.map(({ text }) => text)).toEqual(['x', 'End.']);
  });

  it('cannot be laid out by a value', () => {
    const filled = laid('{{message}}')({
      message: '# no title\n\n> no panel\n\n--\n\nno small print\n{{phone}}',
      phone: '12',
    });
    expect(filled.title).toBeNull();
    expect(filled.small).toEqual([]);
    expect(filled.paragraphs.map(({ text }) => text)).toEqual([
      '# no title',
      '> no panel',
      '--',
      'no small print\n{{phone}}',
    ]);
    expect(filled.paragraphs.some(({ panel }) => panel)).toBe(false);
  });

  it.each([
    ['Hello {{mesage}}', /x\.txt: \{\{mesage\}\} does not exist; use message, phone/u],
    ['Hello', /x\.txt: \{\{message\}\} is missing/u],
    ['{{message}}\n\n# Late heading', /x\.txt: only the first line may be a heading/u],
    ['{{message}} {{#phone}}a\n\nb{{/phone}}', /x\.txt: \{\{#phone\}\} is never closed/u],
  ])('refuses %j', (source, why) => {
    expect(() => laid(source)).toThrow(why);
  });
});

describe('the templates of an office', () => {
  it('stand before those of the program, one by one', () => {
    const own = mkdtempSync(join(tmpdir(), 'letters-'));
    writeFileSync(join(own, 'reply.txt'), 'OURS {{message}}');
    const words = createCustomerWording(loadCustomerTemplates(own), 'UTC');
    expect(words('reply', letter({ message: 'hi' })).text).toBe('OURS hi\n');
    expect(words('question', letter()).text).toContain('WE NEED SOMETHING FROM YOU');
  });

  it('say what is wrong with them', () => {
    const own = mkdtempSync(join(tmpdir(), 'letters-'));
    expect(() => loadCustomerTemplates(own, own)).toThrow(/the template question\.txt cannot be read/u);
    writeFileSync(join(own, 'nudge.txt'), 'no name');
    expect(() => loadCustomerTemplates(own)).toThrow(/nudge\.txt: \{\{message\}\} is missing/u);
  });

  it.each(CUSTOMER_LETTERS)('%s says the number, the words and the hours', (kind) => {
    const words = createCustomerWording(loadCustomerTemplates('config/templates'), 'America/New_York');
    const { subject, text } = words(kind, letter({ askedAt: 0 }));
    expect(subject).toBe('Re: Cannot post invoices [#K7Q-2M4]');
    expect(text).toContain('[#K7Q-2M4]');
    expect(text).toContain('Which version is shown under Help, About?');
    expect(text).toContain('Our hours: Monday to Friday, 8:00 AM to 6:00 PM Eastern.');
  });

  it.each([
    ['Re: RE: AW: Cannot post', 'Re: Cannot post [#K7Q-2M4]'],
    ['Re: Cannot post [#K7Q-2M4]', 'Re: Cannot post [#K7Q-2M4]'],
    ['[#K7Q-2M4] Re: Cannot post', 'Re: Cannot post [#K7Q-2M4]'],
    ['Re:', '[#K7Q-2M4] Your request'],
    [null, '[#K7Q-2M4] Your request'],
    ['x'.repeat(400), `Re: ${'x'.repeat(149)}… [#K7Q-2M4]`],
  ])('an answer to %j is called %j', (subject, called) => {
    const words = createCustomerWording(loadCustomerTemplates('config/templates'), 'UTC');
    expect(words('reply', letter({ subject })).subject).toBe(called);
  });
});

describe('lines are filled', () => {
  it('to 76 columns, whatever the words, and no letter is lost', () => {
    const words = fc.string({
      unit: fc.constantFrom('a', 'ß', ' ', '  ', '\n', '株', '😀', 'é', 'wörter '),
      maxLength: 600,
    });
    fc.assert(
      fc.property(words, fc.constantFrom('', '  ', 'Customer  '), (text, first) => {
        const lines = fill(text, { first, rest: ' '.repeat(first.length) });
        expect(lines.filter((line) => columnsOf(line) > LINE_WIDTH)).toEqual([]);
        expect(lines.join('').replaceAll(/\s/gu, '')).toBe(`${first}${text}`.replaceAll(/\s/gu, ''));
      }),
    );
  });

  it('without breaking an address of ours', () => {
    const url = `https://desk.example.com/a/${'x'.repeat(120)}`;
    expect(fill(`see ${url} now`)).toEqual(['see', url, 'now']);
  });

  it('with the blanks that begin a line', () => {
    expect(fill('Setup\n  Periods', { first: '> ' })).toEqual(['> Setup', '>   Periods']);
  });
});
