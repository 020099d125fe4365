import { Busboy } from '@fastify/busboy';

/** The fields and files of a body. */
export type Form = {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly files: readonly { readonly name: string; readonly bytes: Buffer }[];
};

const NOTHING: Form = { fields: new Map(), files: [] };
const FIELD_BYTES = 200_000; // a fax as JSON has a few kB
const MOST_FIELDS = 200;
const MOST_FILES = 5;

/** The values of a query or a form, by name. */
export function fieldsOf(text: string): ReadonlyMap<string, readonly string[]> {
  const params = new URLSearchParams(text);
  return new Map([...new Set(params.keys())].map((name) => [name, params.getAll(name)]));
}

/** Reads a body by its content type; null when it is not what the type says. What is neither form nor multipart has no fields. */
export async function readForm(type: string, body: Buffer): Promise<Form | null> {
  if (type.startsWith('application/x-www-form-urlencoded')) return { ...NOTHING, fields: fieldsOf(body.toString()) };
  return type.startsWith('multipart/form-data') ? multipart(type, body) : NOTHING;
}

function multipart(type: string, body: Buffer): Promise<Form | null> {
  return new Promise((resolve) => {
    const fields = new Map<string, string[]>();
    const files: { name: string; bytes: Buffer }[] = [];
    let isWhole = true;
    const limits = { fieldSize: FIELD_BYTES, fields: MOST_FIELDS, files: MOST_FILES, fileSize: body.length };
    try {
      const parser = new Busboy({ headers: { 'content-type': type }, limits });
      parser.on('field', (name, value, _nameCut, valueCut) => {
        if (valueCut) isWhole = false;
        fields.set(name, [...(fields.get(name) ?? []), value]);
      });
      parser.on('file', (name, stream) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('error', () => resolve(null));
        stream.on('end', () => files.push({ name, bytes: Buffer.concat(chunks) }));
      });
      parser.on('fieldsLimit', () => (isWhole = false));
      parser.on('filesLimit', () => (isWhole = false));
      parser.on('error', () => resolve(null));
      parser.on('finish', () => resolve(isWhole ? { fields, files } : null));
      parser.end(body);
    } catch {
      resolve(null);
    }
  });
}
