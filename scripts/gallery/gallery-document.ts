import type { JobInputs } from '../../src/documents/model.ts';

type DocumentType = 'spreadsheet' | 'document' | 'pdf' | 'presentation';

/** A document of the gallery: what a caller would send as `title` and `input`, for each type of job that suits it. */
export interface GalleryDocument {
  /** What its files are called. */
  name: string;
  title: string;
  /** Without its theme: it is drawn in each. */
  inputs: { [Type in DocumentType]?: JobInputs[Type] };
  /** Further pages than the first are worth a picture, up to this one. */
  pages?: number;
}
