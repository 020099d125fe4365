/** How far a letter is, as people are told it. */
export const LETTER_STATES: Readonly<
  Record<string, { readonly what: string; readonly tone: 'ok' | 'plain' | 'soon' | 'late' }>
> = {
  pending: { what: '● Waits', tone: 'plain' },
  sending: { what: '● Is going out', tone: 'plain' },
  sent: { what: '✓ Sent', tone: 'ok' },
  failed: { what: '■ Failed', tone: 'late' },
  unknown: { what: '◆ Nobody knows whether it went out; it is sent again', tone: 'soon' },
  withdrawn: { what: '○ Called back before it went out', tone: 'plain' },
  unresolved: { what: '■ Nobody knows whether it went out; look', tone: 'late' },
};
