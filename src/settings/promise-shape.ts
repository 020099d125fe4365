import { z } from 'zod';
import { id, phone, role, secret, timeOfDay } from './kinds.ts';

/*
 * The groups of postroom.yaml that are about promises and the people who keep them.
 */

/** So many seconds come round at the same second of every minute, in every process that watches. */
const TICKS = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60];
/** Guessing 20 characters takes longer than anyone has. */
const TOKEN_CHARACTERS = 20;

export const publicUrl = z
  .string()
  .regex(
    /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*[^\s?#/])?$/u,
    'use an address such as https://desk.example.com, without / at its end',
  );

export const api = z.strictObject({
  tokens: z
    .array(
      z.strictObject({
        name: id,
        /** id of the person of people.yaml in whose name it acts */
        person: id,
        token: secret.min(
          TOKEN_CHARACTERS,
          `use at least ${TOKEN_CHARACTERS} characters, e.g. of openssl rand -base64 30`,
        ),
        /** of the person's roles those with which it acts; none: it only reads; null: all of them */
        roles: z.array(role).nullable().default(null),
      }),
    )
    .default([]),
});

export const watch = z.strictObject({
  every_seconds: z
    .int()
    .min(1)
    .max(60)
    .refine((seconds) => TICKS.includes(seconds), `use one of ${TICKS.join(', ')}`)
    .default(15),
  gather_above: z.int().min(1).max(1000).default(3),
  burst_per_minute: z.int().min(1).max(1000).default(5),
});

export const sms = z.strictObject({
  account_sid: z.string().min(1),
  auth_token: secret,
  from: phone,
  api_url: z.string().min(1).default('https://api.twilio.com'),
});

export const digest = z.strictObject({
  enabled: z.boolean().default(true),
  at: timeOfDay.default('08:00'),
  weekly_on: z
    .enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
    .nullable()
    .default('monday'),
});
