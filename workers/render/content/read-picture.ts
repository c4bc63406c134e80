import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ImageSource } from '../../../src/documents/model.ts';
import { readPictureHeader } from '../../../src/documents/picture-header.ts';
import { type Reference, referenceKey, referenceOf } from '../../../src/documents/references.ts';
import type { Picture } from './content.ts';
import type { Reading } from './reading.ts';

/** A larger file is no picture for a page. */
const MAX_PICTURE_BYTES = 50 * 1024 * 1024;

/** A picture that was sent along or is in a file; null, with a warning, when it cannot be shown. */
export async function readPicture(source: ImageSource, pointer: string, reading: Reading): Promise<Picture | null> {
  const reference = referenceOf(source);
  if (reference) return readStoredPicture(reference, pointer, reading);
  const bytes = Buffer.from(source.data ?? '', 'base64');
  return pictureOf(bytes, async () => bytes, pointer, reading);
}

/** A picture that is in a file; null, with a warning, when it cannot be shown. */
export async function readStoredPicture(
  reference: Reference,
  pointer: string,
  reading: Reading,
): Promise<Picture | null> {
  const file = reading.files[referenceKey(reference)];
  if (!file) return notShown('A picture is not there.', pointer, reading);
  if (file.sizeBytes > MAX_PICTURE_BYTES) {
    return notShown(`The picture ${file.name} is larger than 50 MiB.`, pointer, reading);
  }
  return pictureOf(await readFile(file.path), () => readFile(file.path), pointer, reading, file.name);
}

function pictureOf(
  bytes: Uint8Array,
  load: Picture['load'],
  pointer: string,
  reading: Reading,
  name?: string,
): Picture | null {
  const header = readPictureHeader(bytes);
  if ('problem' in header) {
    return notShown(`${name === undefined ? 'A picture' : `The picture ${name}`} ${header.problem}.`, pointer, reading);
  }
  const key = createHash('sha256').update(bytes).digest('hex');
  const known = reading.pictures.get(key);
  if (known) return known;
  const picture: Picture = { key, ...header, load };
  reading.pictures.set(key, picture);
  return picture;
}

function notShown(detail: string, pointer: string, { controls }: Reading): null {
  controls.warn({ code: 'image-not-shown', detail, pointer });
  return null;
}
