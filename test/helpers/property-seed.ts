import fc from 'fast-check';

/**
 * Where red keeps others from their work the runs are the same each time; by hand they are new ones each time, which finds
 * more. A failure prints the seed and the path that make it again.
 */
export const PROPERTY_SEED = process.env.CI === undefined ? Math.trunc(Math.random() * 2 ** 31) : 1;

fc.configureGlobal({ seed: PROPERTY_SEED });
