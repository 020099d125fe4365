/** What a customer added on the page of their request. */
export type Added = {
  readonly from: { readonly name: string; readonly address: string };
  /** the ticket's own address of ours: it joins by that */
  readonly to: string;
  readonly reference: string;
  readonly text: string;
  /** of the form, letters and digits: sent twice, it is one message */
  readonly key: string;
  /** when the form was made, so that the same form makes the same bytes */
  readonly at: number;
};

const LINE = 76; // characters of base64 (RFC 2045 §6.8)

/**
 * What was added on a page, as the mail that it stands for (RFC 5322): so it is kept, read and joined like any other. Its text
 * travels in base64, so that nothing in it can be taken for a header.
 */
export function pageMail({ from, to, reference, text, key, at }: Added): Buffer {
  const name = Buffer.from(from.name).toString('base64');
  const body = Buffer.from(`${text}\n`).toString('base64');
  const lines = [
    `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
    `From: ${from.name === '' || name.length > 60 ? '' : `=?utf-8?B?${name}?= `}<${from.address}>`,
    `To: <${to}>`,
    `Message-ID: <page.${key}@page.invalid>`,
    `Subject: [#${reference}] Added on the page`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...(body.match(new RegExp(`.{1,${LINE}}`, 'gu')) ?? []),
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}
