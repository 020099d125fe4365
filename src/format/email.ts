/** E-mail to domain words. Reading happens in threads (createReader); the rest is cheap enough for anywhere. */
export { contentOf, extractWithin } from './email/content.ts';
export { extractAttachment } from './email/extract.ts';
export { createReader, type Reader, type ReaderOptions } from './email/pool.ts';
export { readHeaderOnly } from './email/header-only.ts';
export { readMessage } from './email/read.ts';
