import { z } from 'zod';

/*
 * Kinds of values that several settings files know, each with the sentence that says what is right.
 */

const ID = 'use lower-case letters, digits, - and _, beginning with a letter';
const EMAIL = 'use a plain address such as support@example.com';
const HOURS = 'use hours such as "08:00-18:00"';
const DATE = 'use a date such as "2026-12-25"';
const LOCAL = 'use a date such as "2026-12-25", or a local time such as "2026-12-25T12:00"';
const PHONE = 'use an international number such as "+12125550100"';

export const id = z.string(ID).regex(/^[a-z][a-z0-9_-]{0,39}$/u, ID);
export const email = z.string(EMAIL).regex(/^[^\s<>"(),:;\\[\]@]{1,64}@[^\s<>"(),:;\\[\]@]{1,255}$/u, EMAIL);
/** E.164: a country code and at most 15 digits */
export const phone = z.string(PHONE).regex(/^\+[1-9]\d{6,14}$/u, PHONE);
/** Words that people read, at most so many characters. */
export const words = (most: number) => z.string().min(1).max(most);
/** A secret: in the yaml only ever `!env NAME` or `!file PATH`; the loader refuses a literal. */
export const secret = z.string().min(1).meta({ secret: true });
/** What somebody of the office is (config/people.yaml). */
export const role = z.enum(['rep', 'manager', 'operator']);
/** IANA name of a time zone */
export const zone = z.string().refine(isZone, 'use an IANA time zone such as America/New_York');
/** Time of day, 00:00 to 23:59. */
export const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, 'use a time such as "08:00"');

/** A stretch of a day; one that ends before it begins goes on after midnight. */
export const shift = z
  .string(HOURS)
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/u, { error: HOURS, abort: true })
  .refine((text) => text.slice(0, 5) !== text.slice(6), 'this is no time at all; use "00:00-24:00" for a whole day');
const shifts = z.array(shift).default([]);

/** Hours of a week, in local time. A day that is left out is closed. */
export const week = z.strictObject({
  monday: shifts,
  tuesday: shifts,
  wednesday: shifts,
  thursday: shifts,
  friday: shifts,
  saturday: shifts,
  sunday: shifts,
});
export type Week = z.output<typeof week>;

export const date = z
  .string(DATE)
  .regex(/^\d{4}-\d{2}-\d{2}$/u, { error: DATE, abort: true })
  .refine(isDate, `there is no such day; ${DATE}`);
/** A date, or a local time of a date. */
export const localMoment = z
  .string(LOCAL)
  .regex(/^\d{4}-\d{2}-\d{2}(?:T(?:[01]\d|2[0-3]):[0-5]\d)?$/u, { error: LOCAL, abort: true })
  .refine((text) => isDate(text.slice(0, 10)), `there is no such day; ${LOCAL}`);

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
