import { describe, expect, it } from 'vitest';
import { customerSamples } from './customer.samples.ts';
import { reportSamples } from './report.samples.ts';
import { QUOTE_WIDTH } from '../../../src/format/letter/fill.ts';
import { staffSamples } from './staff.samples.ts';

/*
 * Every letter beside its input: *.samples.ts say what it is made of, *.txt what is read.
 */

const samples = Object.entries({ ...staffSamples, ...reportSamples, ...customerSamples });

describe('each letter reads as it stands in its file', () => {
  it.each(samples)('%s', async (name, { subject, preheader, text }) => {
    await expect(`Subject: ${subject}\nPreheader: ${preheader}\n\n${text}`).toMatchFileSnapshot(`./${name}.txt`);
  });
});

const hidden = /<head>[\s\S]*?<\/head>|<div\s+style="display:none[\s\S]*?<\/div>|<!--[\s\S]*?-->/gu;

/** The words of a mail, wherever they stand. Signs, and what only one of the two can show, are left out. */
function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toUpperCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

describe('HTML and plain text say the same', () => {
  it.each(samples)('%s', (_name, { text, html }) => {
    const shown = html
      .replace(hidden, '')
      .replace(/<[^>]*>/gu, ' ')
      .replaceAll('&nbsp;', ' ')
      .replaceAll(/&#(\d+);/gu, (_, code: string) => String.fromCodePoint(Number(code)));
    const labels = (html.match(/aria-label="[^"]*"/gu) ?? []).join(' ');
    const inHtml = wordsOf(`${shown} ${labels}`);
    const inText = wordsOf(text.replaceAll(/https:\S+/gu, ''));
    // In the HTML only: whose mail it is, the head of the level links and the legend of bars; in the text only: nothing.
    const ownOfHtml = new Set(['CUSTOMER', 'SERVICE', 'THE', 'LEVEL', 'IS', 'KEPT', 'NOT', 'ARIA', 'LABEL']);
    expect([...inText].filter((word) => !inHtml.has(word))).toEqual([]);
    expect([...inHtml].filter((word) => !inText.has(word) && !ownOfHtml.has(word))).toEqual([]);
  });
});

describe('every letter keeps to the frame', () => {
  it.each(samples)('%s', (name, { html, text, subject }) => {
    expect(html.length).toBeLessThan(50_000);
    expect(html).toMatch(/^<!doctype html>\s*<html lang="en">/u);
    expect(html).toContain('<meta name="color-scheme" content="light dark" />');
    expect(html).toContain('max-width:600px');
    expect(html).toMatch(/<!--\[if mso\]><table role="presentation" width="600"/u);
    expect(html.match(/<h1[\s>]/gu)?.length ?? 0).toBe(name === 'reply' ? 0 : 1);
    // No picture, no script, nothing fetched from anywhere; no colour of ink without its ground.
    expect(html).not.toMatch(/<(?:img|script|svg|link|iframe|form|object)|url\(|@import|javascript:/iu);
    expect(text.split('\n').filter((line) => line.length > QUOTE_WIDTH && !line.includes('https://'))).toEqual([]);
    expect(subject).not.toMatch(/[\r\n]|undefined|null|NaN/u);
    expect(text).not.toMatch(/undefined|\bnull\b|NaN/u);
  });
});
