import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

import { sentenceOf } from '../../lib/fault.ts';
import type { Log } from '../../lib/log.ts';

export type Certificate = { readonly cert: string; readonly key: string };

/** Reads a certificate and its key, and proves that they fit. Throws when they cannot be used. */
export function readCertificate(certFile: string, keyFile: string): Certificate {
  const pair = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  createSecureContext(pair);
  return pair;
}

const LOOK_EVERY_MS = 60_000; // renewals come weeks before the old certificate ends

/** Hands over each renewed certificate without a restart; a half-written one is left for the next look. Returns how to stop. */
export function followCertificate(
  certFile: string,
  keyFile: string,
  first: Certificate,
  renewed: (pair: Certificate) => void,
  log: Log,
): () => void {
  let current = first;
  const timer = setInterval(() => {
    try {
      const pair = readCertificate(certFile, keyFile);
      if (pair.cert === current.cert && pair.key === current.key) return;
      current = pair;
      renewed(pair);
      log.info({ path: certFile }, 'the renewed certificate is in use');
    } catch (error) {
      log.warn(
        { path: certFile, reason: sentenceOf(error) },
        'the certificate cannot be read again; the old one stays in use',
      );
    }
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
