import pg from 'pg';
import { expect, it } from 'vitest';
import { isPermanent, permanent } from '../../src/lib/fault.ts';
import { isBroken, reasonOf, sqlState, toFault } from '../../src/store/failure.ts';

const refusal = (code: string) => Object.assign(new pg.DatabaseError('words', 1, 'error'), { code });
const network = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

it.each([
  // state, permanent, the connection is of no more use
  ['22P02', true, false],
  ['42P01', true, false],
  ['54000', true, false],
  ['23505', false, false],
  ['40001', false, false],
  ['40P01', false, false],
  ['53300', false, false],
  ['08006', false, true],
  ['57P01', false, true],
  ['XX000', false, false],
])('%s', (code, isLasting, broken) => {
  const error = toFault(refusal(code));
  expect([isPermanent(error), isBroken(refusal(code)), sqlState(error)]).toEqual([isLasting, broken, code]);
  expect(error.message).toBe(`the database refused: words (${code})`);
});

it('takes what the network says for temporary, also EPIPE, which looks like a state', () => {
  for (const error of [network('EPIPE'), network('ECONNRESET'), new Error('Connection terminated unexpectedly')]) {
    expect([sqlState(toFault(error)), isPermanent(toFault(error)), isBroken(error)]).toEqual([null, false, true]);
  }
});

it('leaves our own faults as they are', () => {
  const own = permanent('ours');
  expect(toFault(own)).toBe(own);
  expect(isBroken(own)).toBe(false);
});

it('finds words for several addresses that failed alike', () => {
  expect(reasonOf(new AggregateError([new Error('first'), new Error('second')]))).toBe('first');
});
