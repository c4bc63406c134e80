/**
 * Keeps openapi.yaml, and what is made from it, in order.
 *
 *     node scripts/contract.ts generate    writes src/contract/api-types.ts
 *     node scripts/contract.ts check       prints one line a fault; exits 1 when there is one
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { contract } from '../src/contract/contract.ts';
import { findExampleFaults } from './contract-examples.ts';
import { findRuleFaults } from './contract-rules.ts';

const CONTRACT = new URL('../openapi.yaml', import.meta.url);
const TYPES = new URL('../src/contract/api-types.ts', import.meta.url);

const command = process.argv[2];
if (command === 'generate') {
  writeFileSync(TYPES, await generateTypes());
} else if (command === 'check') {
  const faults = [
    ...(await findInvalidity()),
    ...findRuleFaults(contract),
    ...findExampleFaults(contract),
    ...(await findDrift()),
  ];
  for (const fault of faults) console.error(fault);
  console.log(`openapi.yaml: ${faults.length === 0 ? 'in order' : `${faults.length} faults`}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} else {
  console.error('usage: node scripts/contract.ts generate|check');
  process.exitCode = 2;
}

async function generateTypes(): Promise<string> {
  return COMMENT_HEADER + astToString(await openapiTS(CONTRACT));
}

async function findDrift(): Promise<string[]> {
  const stored = readFileSync(TYPES, 'utf8');
  if (stored === (await generateTypes())) return [];
  return ['src/contract/api-types.ts: is not what openapi.yaml makes; run `node scripts/contract.ts generate`'];
}

/** Faults by the schema of OpenAPI 3.1 itself. */
async function findInvalidity(): Promise<string[]> {
  const { valid, errors } = await new Validator().validate(fileURLToPath(CONTRACT));
  if (valid) return [];
  if (!Array.isArray(errors)) return [`openapi.yaml: ${String(errors)}`];
  return errors.map(({ instancePath, message }) => `${instancePath || '/'}: ${message}`);
}
