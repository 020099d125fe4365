import { z } from 'zod';
import type { FaxTold } from '../../domain/fax/fax.ts';

/*
 * The words beside a document in a drop folder: a JSON of the same name. docs/fax.md shows it to those who write hooks.
 */

const text = z.string().trim().max(500).nullish();

const words = z.object({
  id: text,
  caller: text,
  caller_name: text,
  station: text,
  dialled: text,
  pages: z.int().min(0).max(10_000).nullish(),
  status: z.enum(['received', 'partial', 'failed']).default('received'),
  error: text,
  received_at: z.iso.datetime({ offset: true }).nullish(),
});

export type DropWords = {
  readonly told: FaxTold;
  /** ms since 1970; null where they do not say */
  readonly receivedAt: number | null;
};

/**
 * Reads the JSON of a drop folder; null stands for a document that came without one. What cannot be understood loses no
 * fax: the document is taken all the same, and `error` says what is wrong with the words.
 */
export function dropWords(json: string | null, source: string): DropWords {
  if (json === null) return { told: silent(source), receivedAt: null };
  const read = words.safeParse(parsed(json));
  if (!read.success) {
    const { path, message } = read.error.issues[0]!;
    const where =
      path.length === 0 ? 'the JSON beside the document' : `"${path.join('.')}" in the JSON beside the document`;
    return { told: { ...silent(source), error: `${where} cannot be used: ${message}` }, receivedAt: null };
  }
  const { data } = read;
  const told: FaxTold = {
    source,
    sourceId: said(data.id),
    caller: said(data.caller),
    callerName: said(data.caller_name),
    station: said(data.station),
    dialled: said(data.dialled),
    pages: data.pages ?? null,
    status: data.status,
    error: said(data.error),
    barcodes: [],
  };
  return { told, receivedAt: data.received_at == null ? null : Date.parse(data.received_at) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null; // refused by the shape, which says so
  }
}

// HylaFAX writes <NONE> for what the line did not tell.
function said(value: string | null | undefined): string | null {
  return value == null || value === '' || value === '<NONE>' ? null : value;
}

function silent(source: string): FaxTold {
  const nothing = { caller: null, callerName: null, station: null, dialled: null, pages: null, error: null };
  return { source, sourceId: null, ...nothing, status: 'received', barcodes: [] };
}
