import type { ArtifactPreview, TablePreview } from './contract.ts';

/** A file on its way. Read it once: as a Blob, or as a stream. */
export interface Download {
  readonly fileName: string;
  readonly mediaType: string;
  /** Null when the service did not say. */
  readonly sizeBytes: number | null;
  blob(): Promise<Blob>;
  readonly stream: ReadableStream<Uint8Array>;
}

/** A small picture of a file's first page, or the first rows of its tables. */
export type Preview = { kind: 'picture'; blob: Blob } | ({ kind: 'tables' } & TablePreview);

export function downloadOf(response: Response, fallbackName: string): Download {
  const { headers } = response;
  const size = headers.get('Content-Length');
  return {
    fileName: fileNameOf(headers.get('Content-Disposition')) ?? fallbackName,
    mediaType: headers.get('Content-Type') ?? 'application/octet-stream',
    sizeBytes: size === null ? null : Number(size),
    blob: () => response.blob(),
    get stream() {
      return response.body ?? new Blob([]).stream();
    },
  };
}

export async function previewOf(
  response: Response,
  { mediaType }: Pick<ArtifactPreview, 'mediaType'>,
): Promise<Preview> {
  if (mediaType === 'image/png') return { kind: 'picture', blob: await response.blob() };
  return { kind: 'tables', ...((await response.json()) as TablePreview) };
}

/** RFC 6266: `filename*` carries any script and wins over `filename`, which is quoted only when it has to be. */
function fileNameOf(disposition: string | null): string | null {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  const [, quoted, token] = /filename=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))/i.exec(disposition ?? '') ?? [];
  return (extended && decode(extended)) ?? quoted?.replace(/\\(.)/g, '$1') ?? token ?? null;
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
