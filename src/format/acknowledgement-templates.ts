import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { permanent, sentenceOf } from '../lib/fault.ts';
import { escapeHtml } from '../lib/html.ts';
import { compileTemplate, type Fill } from './template.ts';

/** A mail in both forms. */
export type Pair = { readonly text: Fill; readonly html: Fill };

/** The answers to requests: under an agreement (or where none are known), and from outside one. */
export type Templates = { readonly usual: Pair; readonly outside: Pair };

/** Every name that both answers may use (docs/templates.md). Only the number is a must; what else is said is the office's choice. */
const NAMES = {
  reference: 'required',
  received: 'optional',
  serviceHours: 'optional',
  phone: 'optional',
  mailboxName: 'optional',
  mailboxAddress: 'optional',
  preheader: 'optional',
  page: 'optional',
} as const;

/** What is only said where an agreement stands behind it: levels, and times. */
const PROMISES = {
  levelName: 'optional',
  levelNumber: 'optional',
  promise: 'optional',
  callBack: 'optional',
  opening: 'optional',
} as const;

const HTML_LIMIT = 20_000; // characters; Gmail hides what is beyond about 100 kB, and a note this short needs no more
const FRAME = 'acknowledgement-frame.html';

/**
 * Reads the templates of a folder: `acknowledgement` and `acknowledgement-outside`, each as .txt and .html. An HTML one that
 * is no whole page stands in the frame. Throws a permanent Fault when one cannot be read or uses a name that does not exist.
 */
export function loadTemplates(folder: string): Templates {
  return {
    usual: readPair(folder, 'acknowledgement', { ...NAMES, ...PROMISES }),
    outside: readPair(folder, 'acknowledgement-outside', NAMES),
  };
}

/** Reads the template of the answer by fax, `acknowledgement-fax.txt`. Throws as `loadTemplates` does. */
export function loadFaxTemplate(folder: string): Fill {
  const title = 'acknowledgement-fax.txt';
  const names = { ...NAMES, ...PROMISES };
  return compileTemplate(read(folder, title), { title, names, escape: (value) => value });
}

function readPair(folder: string, name: string, names: Readonly<Record<string, 'required' | 'optional'>>): Pair {
  const text = read(folder, `${name}.txt`);
  const html = framed(folder, read(folder, `${name}.html`));
  if (html.length > HTML_LIMIT) throw permanent(`${name}.html is longer than ${HTML_LIMIT} characters`);
  return {
    text: compileTemplate(text, { title: `${name}.txt`, names, escape: (value) => value }),
    html: compileTemplate(html, { title: `${name}.html`, names, escape: escapeHtml }),
  };
}

const PLACE = '{{content}}';

function framed(folder: string, content: string): string {
  if (/^\s*<!doctype\b/iu.test(content)) return content;
  const [before, after, ...more] = read(folder, FRAME).split(PLACE);
  if (after === undefined || more.length > 0) throw permanent(`${FRAME}: ${PLACE} must stand in it exactly once`);
  return `${before}${content}${after}`;
}

function read(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    const help = 'put it there, or copy the one that came with the program';
    throw permanent(`the template ${name} cannot be read (${sentenceOf(error)}); ${help}`, error);
  }
}
