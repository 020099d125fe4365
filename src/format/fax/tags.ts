import type { FaxReading } from '../../domain/fax/fax.ts';
import type { TiffPage } from './tiff.ts';

const NONE: FaxReading['tags'] = { station: null, caller: null, callerName: null, dialled: null };
const UNKNOWN = '<NONE>';

/**
 * What HylaFAX writes into tag 270 of each page: the station id, then the call ids of the line, one each line, in the order in
 * which the modem is set up to ask for them. So numbers are told by their look: the first is the caller's, the last one ours.
 */
export function hylafaxTags([first]: readonly TiffPage[]): FaxReading['tags'] {
  if (first === undefined || !/^hylafax/iu.test(first.software)) return NONE;
  const [station = '', ...ids] = first.description.split('\n').map((line) => line.trim());
  const known = ids.filter((id) => id !== '' && id !== UNKNOWN);
  const numbers = known.filter((id) => /^\+?[\d\s().-]{3,}$/u.test(id));
  return {
    station: station === '' || station === UNKNOWN ? null : station,
    caller: numbers[0] ?? null,
    callerName: known.find((id) => !numbers.includes(id)) ?? null,
    dialled: numbers.length > 1 ? numbers.at(-1)! : null,
  };
}
