import { readFileSync } from 'node:fs';

/** The rules that every page of ours begins with: colours by day and by night, type, signs of danger, the frame of a level. */
export const LOOKS = readFileSync(new URL('./looks.css', import.meta.url), 'utf8');
