import { MAX_REFERENCES, referencesOf } from '../references.ts';
import type { Faults } from '../input-fault.ts';
import type { AnyDocumentInput, DocumentMetadata } from '../model.ts';
import { blocksFaults } from './block-faults.ts';
import { markdownFaults } from './markdown-faults.ts';
import { sheetsFaults } from './sheet-faults.ts';
import { templateFaults } from './template-faults.ts';
import { themeFaults } from './theme-faults.ts';

/** What is wrong with the input of any of the four kinds of documents. */
export function* documentFaults(input: AnyDocumentInput): Faults {
  yield* metadataFaults(input.metadata);
  yield* themeFaults(input.theme);
  if (input.sheets) yield* sheetsFaults(input.sheets);
  for (const [index, { blocks }] of (input.slides ?? []).entries()) {
    yield* blocksFaults(blocks, `/slides/${index}/blocks`);
  }
  if (input.blocks) yield* blocksFaults(input.blocks, '/blocks');
  if (input.markdown !== undefined) yield* markdownFaults(input.markdown);
  if (input.template) yield* templateFaults(input.template);
  yield* tooManyReferences(input);
}

function* metadataFaults(metadata: DocumentMetadata | undefined): Faults {
  const language = metadata?.language;
  if (language === undefined || isLanguage(language)) return;
  yield { pointer: '/metadata/language', detail: `"${language}" is not a language tag (BCP 47)` };
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function* tooManyReferences(input: AnyDocumentInput): Faults {
  const beyond = referencesOf('pdf', input)[MAX_REFERENCES];
  if (beyond) yield { pointer: beyond.pointer, detail: `at most ${MAX_REFERENCES} different files may be named` };
}
