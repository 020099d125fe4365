export { databaseBlobs } from './blobs/database.ts';
export { folderBlobs } from './blobs/folder.ts';
export type { Blob, Blobs } from './blobs/port.ts';
