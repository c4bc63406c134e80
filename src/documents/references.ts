import { markdownPictures } from './markdown-pictures.ts';
import type { AnyDocumentInput, Block, DataReference, ImageSource, JobInputs } from './model.ts';

/** A stored file or data set that an input names. */
export type Reference = { uploadId: string } | { datasetId: string } | { artifact: { jobId: string; name: string } };

/** Where in the input (a JSON Pointer, RFC 6901) which file is named. */
export interface PlacedReference {
  pointer: string;
  reference: Reference;
}

/** Each is looked up, and copied to where the document is made. */
export const MAX_REFERENCES = 200;

/** What an input names, each file once, at its first place. Expects an input that fits its schema. */
export function referencesOf<Type extends keyof JobInputs>(type: Type, input: JobInputs[Type]): PlacedReference[] {
  const seen = new Map<string, PlacedReference>();
  for (const placed of allReferences(type, input)) {
    const key = referenceKey(placed.reference);
    if (!seen.has(key)) seen.set(key, placed);
  }
  return [...seen.values()];
}

/** One text for one file: what `RenderTask.files` has them by. */
export function referenceKey(reference: Reference): string {
  if ('uploadId' in reference) return `upload:${reference.uploadId.toLowerCase()}`;
  if ('datasetId' in reference) return `dataset:${reference.datasetId.toLowerCase()}`;
  return `artifact:${reference.artifact.jobId.toLowerCase()}/${reference.artifact.name}`;
}

/** Which stored file or data set is meant; null where the data is sent along. */
export function referenceOf(source: DataReference | ImageSource): Reference | null {
  if (source.uploadId !== undefined) return { uploadId: source.uploadId };
  if (source.artifact !== undefined) return { artifact: source.artifact };
  return 'datasetId' in source && source.datasetId !== undefined ? { datasetId: source.datasetId } : null;
}

function* allReferences<Type extends keyof JobInputs>(type: Type, input: JobInputs[Type]): Generator<PlacedReference> {
  if (type === 'bulk_import') {
    return yield { pointer: '/uploadId', reference: { uploadId: (input as JobInputs['bulk_import']).uploadId } };
  }
  if (type === 'data_export') return yield* exportReferences(input as JobInputs['data_export']);
  yield* documentReferences(input as AnyDocumentInput);
}

function* exportReferences({ files }: JobInputs['data_export']): Generator<PlacedReference> {
  for (const [index, { source }] of files.entries()) {
    const pointer = `/files/${index}/source`;
    if (source.type === 'upload') yield { pointer: `${pointer}/uploadId`, reference: { uploadId: source.uploadId } };
    if (source.type === 'dataset')
      yield { pointer: `${pointer}/datasetId`, reference: { datasetId: source.datasetId } };
  }
}

function* documentReferences(input: AnyDocumentInput): Generator<PlacedReference> {
  if (input.template) yield { pointer: '/template/uploadId', reference: { uploadId: input.template.uploadId } };
  for (const [index, { from }] of (input.sheets ?? []).entries()) yield* sourceReference(from, `/sheets/${index}/from`);
  for (const [index, { blocks }] of (input.slides ?? []).entries()) {
    yield* blockReferences(blocks, `/slides/${index}/blocks`);
  }
  yield* blockReferences(input.blocks ?? [], '/blocks');
  for (const reference of markdownPictures(input.markdown ?? '')) yield { pointer: '/markdown', reference };
  yield* sourceReference(input.theme?.logo, '/theme/logo');
}

function* blockReferences(blocks: Block[], pointer: string): Generator<PlacedReference> {
  for (const [index, block] of blocks.entries()) {
    if (block.type === 'image') yield* sourceReference(block.source, `${pointer}/${index}/source`);
    if (block.type === 'table') yield* sourceReference(block.from, `${pointer}/${index}/from`);
  }
}

function* sourceReference(
  source: DataReference | ImageSource | undefined,
  pointer: string,
): Generator<PlacedReference> {
  const reference = source ? referenceOf(source) : null;
  if (!reference) return;
  const [member] = Object.keys(reference);
  yield { pointer: `${pointer}/${member}`, reference };
}
