import { createHash } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';

/**
 * Jest transform: the same type stripping that Node itself does when it runs a `.ts` file, so that the tests run what
 * production runs. Stripping replaces types by blanks; lines and columns stay, and no source map is needed.
 */
export default {
  process: transform,
  processAsync: async (source) => transform(source),
  getCacheKey: (source, path) => createHash('sha256').update(`${process.version}\0${path}\0${source}`).digest('hex'),
};

function transform(source) {
  return { code: stripTypeScriptTypes(source, { mode: 'strip' }) };
}
