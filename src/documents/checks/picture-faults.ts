import type { Faults } from '../input-fault.ts';
import type { ImageSource } from '../model.ts';
import { readPictureHeader } from '../picture-header.ts';

/** What is wrong with a picture that is sent along. Its pixels are not decoded: only its header says how many there are. */
export function* pictureFaults({ data }: ImageSource, pointer: string): Faults {
  if (data === undefined) return;
  const place = `${pointer}/data`;
  if (data.length % 4 !== 0) return yield { pointer: place, detail: 'is not base64: its length is no multiple of 4' };
  const header = readPictureHeader(Buffer.from(data, 'base64'));
  if ('problem' in header) yield { pointer: place, detail: header.problem };
}
