import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { z } from 'zod';
import { faxProfilesShape } from '../src/settings/fax-profiles-shape.ts';
import { peopleShape } from '../src/settings/people-shape.ts';
import { supportPolicyShape } from '../src/settings/policy-shape.ts';
import { rulesShape } from '../src/settings/rules-shape.ts';
import { settingsShape } from '../src/settings/shape.ts';

/*
 * Writes config/*.schema.json, by which editors check and complete the yaml files. A test fails when they are stale.
 */

const shapes = {
  'fax-profiles.schema.json': faxProfilesShape,
  'people.schema.json': peopleShape,
  'postroom.schema.json': settingsShape,
  'rules.schema.json': rulesShape,
  'support-policy.schema.json': supportPolicyShape,
};

/** File name -> the schema as text. */
export const schemas: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(shapes).map(([name, shape]) => [
    name,
    `${JSON.stringify(forEditors(z.toJSONSchema(shape, { io: 'input' })), null, 2)}\n`,
  ]),
);

/** Our own marks say nothing to an editor. */
function forEditors(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(forEditors);
  if (typeof schema !== 'object' || schema === null) return schema;
  const marks = Object.entries(schema).filter(
    ([key, value]) =>
      !(
        (key === 'secret' && value === true) ||
        (key === 'literal' && value === 'without-password') ||
        (key === 'path' && typeof value === 'string')
      ),
  );
  return Object.fromEntries(marks.map(([key, value]) => [key, forEditors(value)]));
}

if (process.argv[1]?.endsWith('schema.ts')) {
  for (const [name, schema] of Object.entries(schemas))
    writeFileSync(new URL(`../config/${name}`, import.meta.url), schema);
}
