import bidiFactory, { type Bidi } from 'bidi-js';

/** The Unicode Bidirectional Algorithm (UAX 9). */
// The package's types describe its ES module; Node loads the other one, whose factory is the module itself.
export const bidi: Bidi = (bidiFactory as unknown as () => Bidi)();
