/** E-mail to domain words. Reading happens in threads (createReader); the rest is cheap enough for anywhere. */
export { peekIdentity } from './email/identity.ts';
export { createReader, type Reader, type ReaderOptions } from './email/pool.ts';
export { readHeaderOnly, readMessage } from './email/read.ts';
