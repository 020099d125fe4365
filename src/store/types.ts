import pg from 'pg';
import { temporary } from '../lib/fault.ts';

type Parser = (text: string) => unknown;

/**
 * How column values arrive: bigint as a string (ids), timestamptz as ms since 1970 (domain/time.ts), date as
 * `2026-01-31`, bytea as a Buffer, json parsed. Given to each connection, so that no other user of `pg` is touched.
 */
const PARSERS: Readonly<Record<number, Parser>> = {
  [pg.types.builtins.TIMESTAMPTZ]: instant,
  [pg.types.builtins.DATE]: (text) => text,
};

export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    PARSERS[oid] ?? pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

const parseDate: Parser = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, 'text');

function instant(text: string): number {
  const ms = Number(parseDate(text));
  if (Number.isNaN(ms)) throw temporary(`the database writes times as "${text}"; set its datestyle to ISO`);
  return Math.floor(ms);
}
