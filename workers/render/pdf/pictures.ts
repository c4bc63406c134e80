import type { Picture } from '../content/content.ts';
import { number } from './draw-line.ts';
import type { FileObject, PdfFile } from './pdf-file.ts';
import { addPng } from './png-picture.ts';

/** A picture in the file, ready to be drawn any number of times. Its size is in pixels, as it is shown. */
export interface PlacedPicture {
  width: number;
  height: number;
  draw(box: { left: number; top: number; width: number; height: number }): void;
}

/** The pictures of a file: each is stored once. */
export interface Pictures {
  /** Null: the picture cannot be drawn. */
  find(picture: Picture): Promise<PlacedPicture | null>;
}

/** What pdfkit makes of a JPEG; its types do not say so. */
interface JpegOpener {
  openImage(bytes: Uint8Array): OpenJpeg;
}

interface OpenJpeg {
  width: number;
  height: number;
  /** As EXIF has it: from 5 on, it lies on its side. */
  orientation?: number;
}

export function newPictures(file: PdfFile): Pictures {
  const found = new Map<string, PlacedPicture | null>();
  return {
    async find(picture) {
      let placed = found.get(picture.key);
      if (placed === undefined) found.set(picture.key, (placed = await placedPicture(file, picture, found.size + 1)));
      return placed;
    },
  };
}

async function placedPicture(file: PdfFile, picture: Picture, ordinal: number): Promise<PlacedPicture | null> {
  const bytes = await picture.load();
  try {
    return picture.format === 'png'
      ? pngPicture(file, picture, await addPng(file, bytes), `Png${ordinal}`)
      : jpegPicture(file, bytes);
  } catch {
    return null;
  }
}

function pngPicture(file: PdfFile, { width, height }: Picture, object: FileObject, name: string): PlacedPicture {
  return {
    width,
    height,
    draw(box) {
      file.page().xobjects[name] = object;
      const matrix = [box.width, 0, 0, -box.height, box.left, box.top + box.height].map(number).join(' ');
      file.draw(`q ${matrix} cm /${name} Do Q`);
    },
  };
}

function jpegPicture({ document }: PdfFile, bytes: Uint8Array): PlacedPicture {
  const image = (document as unknown as JpegOpener).openImage(bytes);
  if (!(image.width > 0 && image.height > 0)) throw new Error('the JPEG has no size');
  const isTurned = (image.orientation ?? 1) > 4;
  return {
    width: isTurned ? image.height : image.width,
    height: isTurned ? image.width : image.height,
    draw: ({ left, top, width, height }) =>
      void document.image(image as unknown as PDFKit.Mixins.ImageSrc, left, top, { width, height }),
  };
}
