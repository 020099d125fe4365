import { attachmentPart, htmlOf, multipart, textOf, textPart } from './parts.ts';
import { createRandom, type Random } from './random.ts';
import { sentence } from './words.ts';

/** One attachment in ten mails, by share of those: what people attach, bytes before base64. */
const ATTACHED = [
  { share: 0.33, bytes: 2_000_000 }, // a photograph, a scan
  { share: 0.3, bytes: 300_000 },
  { share: 0.37, bytes: 60_000 },
];
/** Characters of visible text, and of the markup around it; together about 17 kB a mail. */
const TEXT = { least: 300, spread: 2_400 };
const MARKUP = { least: 1_000, spread: 12_000 };

/** `count` mixed mails for support@helpdesk.example, the same ones in every run: about 110 kB each in the mean. */
export function* makeMails(count: number): Generator<Buffer> {
  const random = createRandom(20_261_125);
  for (let n = 0; n < count; n += 1) yield Buffer.from(makeMail(random, n));
}

function makeMail(random: Random, n: number): string {
  // Every sixth answers an earlier mail, as customers do who write again.
  const answered = n > 20 && random.chance(0.16) ? random.below(n - 10) : null;
  const isMachine = answered === null && random.chance(0.06);
  const isNewsletter = !isMachine && answered === null && random.chance(0.03);
  const text = textOf(random, TEXT.least + random.below(TEXT.spread), answered !== null);
  const html = htmlOf(random, text, MARKUP.least + random.below(MARKUP.spread));
  const words = random.chance(0.15)
    ? textPart('plain', text)
    : multipart('alternative', `=_alternative_${n}_`, [textPart('plain', text), textPart('html', html)]);
  const body = n % 10 === 3 ? multipart('mixed', `=_mixed_${n}_`, [words, attachment(random, n)]) : words;
  return [
    `Return-Path: <${isMachine ? '' : senderOf(answered ?? n)}>`,
    `Received: from mail.${domainOf(n)} (mail.${domainOf(n)} [192.0.2.${n % 250}])\r\n\tby mx.helpdesk.example (Postfix) with ESMTPS id ${n.toString(36)}XQ\r\n\tfor <support@helpdesk.example>; Wed, 25 Nov 2026 08:00:00 +0000 (UTC)`,
    `Received: from desktop (unknown [198.51.100.${n % 250}])\r\n\tby mail.${domainOf(n)} with ESMTPSA id ${random.below(1e9)}; Wed, 25 Nov 2026 07:59:58 +0000`,
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domainOf(n)}; s=s1;\r\n\th=from:to:subject:date:message-id; bh=${random.bytes(32).toString('base64')};\r\n\tb=${random.bytes(180).toString('base64')}`,
    `From: =?utf-8?Q?J=C3=BCrgen_Example_${n}?= <${senderOf(answered ?? n)}>`,
    'To: Customer Service <support@helpdesk.example>',
    `Subject: ${answered === null ? '' : 'Re: '}${sentence(random).slice(0, 70)}`,
    `Date: Wed, 25 Nov 2026 08:59:58 +0100`,
    `Message-ID: ${idOf(n)}`,
    ...(answered === null ? [] : [`In-Reply-To: ${idOf(answered)}`, `References: ${idOf(answered)}`]),
    ...(isMachine ? ['Auto-Submitted: auto-replied', 'X-Auto-Response-Suppress: All'] : []),
    ...(isNewsletter ? ['List-Unsubscribe: <https://news.example/u>', 'Precedence: bulk'] : []),
    'X-Mailer: Microsoft Outlook 16.0',
    'MIME-Version: 1.0',
    body,
  ].join('\r\n');
}

function attachment(random: Random, n: number): string {
  let left = random.below(1000) / 1000;
  const size = ATTACHED.find(({ share }) => (left -= share) < 0) ?? ATTACHED.at(-1)!;
  return attachmentPart(random, size.bytes, n);
}

function idOf(n: number): string {
  return `<bench.${n}@${domainOf(n)}>`;
}

function senderOf(n: number): string {
  return `user${n % 1_500}@${domainOf(n)}`; // some write more than once
}

function domainOf(n: number): string {
  return `company${n % 300}.example`;
}
