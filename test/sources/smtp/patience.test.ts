import { describe, expect, it } from 'vitest';

import { createPatience } from '../../../src/sources/smtp/patience.ts';

describe('patience', () => {
  it('ends with a client that gets nowhere, not with one that sends at a fair pace or waits for us', () => {
    let now = 0;
    const patience = createPatience(() => now, 1_000);
    for (const id of ['idle', 'large', 'owed', 'gone']) patience.begin(id);
    patience.sending('large', () => now * 10); // 10,000 bytes a second
    patience.sending('owed', () => 1);
    patience.owed('owed');
    patience.end('gone');
    expect(patience.overdue()).toEqual([]);
    now = 1_001;
    expect(patience.overdue()).toEqual(['idle']);
    now = 600_000;
    expect(patience.overdue()).toEqual(['idle']);
    patience.again('owed');
    patience.again('gone'); // answered after it had left
    now = 601_001;
    expect(patience.overdue()).toEqual(['idle', 'owed']);
    expect(['idle', 'large', 'owed', 'gone'].map((id) => patience.isIdle(id))).toEqual([true, false, true, true]);
  });
});
