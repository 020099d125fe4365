import { senderOf, type Read } from './lookup.ts';

/**
 * Splits a batch, in order, into rounds whose items cannot influence each other's decision: no two from one sender
 * (limits, storms), none that carries or answers the id of another in the same round (threads, twins).
 */
export function inRounds<T extends Read>(batch: readonly T[]): readonly (readonly T[])[] {
  const rounds: T[][] = [];
  const lastRoundOf = new Map<string, number>();
  for (const read of batch) {
    const keys = [
      `from ${senderOf(read.message)}`,
      ...[read.message.messageId, ...read.message.inReplyTo, ...read.message.references].flatMap((id) =>
        id === null ? [] : [`id ${id}`],
      ),
    ];
    const round = Math.max(-1, ...keys.map((key) => lastRoundOf.get(key) ?? -1)) + 1;
    for (const key of keys) lastRoundOf.set(key, round);
    (rounds[round] ??= []).push(read);
  }
  return rounds;
}
