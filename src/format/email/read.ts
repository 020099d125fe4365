import { Buffer } from 'node:buffer';
import { cleanText } from '../../domain/address.ts';
import type { Message, SegmentKind } from '../../domain/message.ts';
import { splitText } from '../../domain/quote.ts';
import { describeAttachments } from './attachments.ts';
import { guessBounce } from './bounce.ts';
import { isCalendar, readCalendar } from './calendar.ts';
import { readHeaders, type HeaderFacts } from './headers.ts';
import { READ_LIMITS, type ReadEnvelope, type ReadLimits } from './limits.ts';
import { mendLineEnds } from './line-ends.ts';
import { mendTexts } from './mend.ts';
import type { PlacedPart } from './places.ts';
import { isMachinePart, readReport } from './report.ts';
import { securedBy } from './secured.ts';
import { takeApart } from './take-apart.ts';
import { visibleText } from './visible.ts';

/**
 * Reads one raw message in this thread. `envelope` is what SMTP said, null when unknown. Throws a permanent Fault, in a
 * sentence, for what passes the limits or cannot be taken apart; then readHeaderOnly still has something to show.
 * `cut: false` feeds the parser everything: slower, with the same result; it is there to prove that.
 */
export async function readMessage(
  raw: Uint8Array,
  envelope: ReadEnvelope | null,
  limits: ReadLimits = READ_LIMITS,
  options: { readonly cut: boolean } = { cut: true },
): Promise<Message> {
  const notes: string[] = [];
  const bytes = mendLineEnds(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), notes);
  const { block, scan, root, parts } = await takeApart(bytes, limits, options.cut);
  const facts = readHeaders(block, envelope);
  const invitation = invitationIn(parts);
  const shown = await visibleText(mendTexts(root, bytes, scan, notes), invitation, parts, (inner) =>
    readInner(inner, limits),
  );
  const text = cleanText(shown.text, limits.textChars);
  if (shown.text.length > limits.textChars) notes.push(`its text was cut at ${limits.textChars} characters`);
  const report = reportIn(facts, text, parts);
  const attachments = describeAttachments(
    report === null ? parts : parts.filter((part) => !isMachinePart(part.declared)),
    notes,
  );
  return {
    ...facts,
    report,
    text,
    segments: shown.passedOn ? wholly('forwarded', text) : splitText(text, facts.subject),
    attachments,
    ...securedBy(root, parts, text),
    calendar: invitation && { method: invitation.method, summary: invitation.summary },
    notes: [...facts.notes, ...notes],
  };
}

function invitationIn(parts: readonly PlacedPart[]): ReturnType<typeof readCalendar> {
  const part = parts.find(({ declared }) => isCalendar(declared));
  return part ? readCalendar(part.content(), part.params['charset']) : null;
}

/** What a multipart/report says, or else what a bounce that only looks like one lets guess. */
function reportIn(facts: HeaderFacts, text: string, parts: readonly PlacedPart[]): Message['report'] {
  const reportParts = parts.map((part) => ({ type: part.declared, content: () => part.content() }));
  const { value, params } = facts.contentType;
  const report =
    value === 'multipart/report' ? readReport(reportParts, params.get('report-type')?.toLowerCase() ?? '') : null;
  return report ?? guessBounce(facts, text, reportParts);
}

function wholly(kind: SegmentKind, text: string): Message['segments'] {
  return text === '' ? [] : [{ kind, from: 0, to: text.length }];
}

/** The text of an attached mail; '' when that cannot be read, for the mail around it can. */
async function readInner(raw: Uint8Array, limits: ReadLimits): Promise<string> {
  try {
    const { scan, root, parts } = await takeApart(Buffer.from(raw), limits);
    return (
      await visibleText(mendTexts(root, Buffer.from(raw), scan, []), invitationIn(parts), [], () => Promise.resolve(''))
    ).text;
  } catch {
    return '';
  }
}
