import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { AnyDocumentInput } from '../../../src/documents/model.ts';
import type { Cell, Table } from '../../../workers/render/content/content.ts';
import { newReading } from '../../../workers/render/content/reading.ts';
import type { RenderControls, Warning } from '../../../workers/render/controls.ts';
import type { RenderTask, SpooledFile } from '../../../workers/render/read-input.ts';
import { ID } from '../../documents/some-inputs.ts';

/** Controls that keep the warnings; the same twice counts once. */
export function keepingControls(): { controls: RenderControls; warnings: Warning[] } {
  const warnings: Warning[] = [];
  const seen = new Set<string>();
  const controls: RenderControls = {
    signal: new AbortController().signal,
    report: async () => undefined,
    warn: (warning) => {
      const key = JSON.stringify(warning);
      if (!seen.has(key)) warnings.push(warning);
      seen.add(key);
    },
  };
  return { controls, warnings };
}

/** A reading of its own, with what it warns of. */
export function someReading(format: RenderTask['format'] = 'pdf', files: Record<string, SpooledFile> = {}) {
  const { controls, warnings } = keepingControls();
  return { reading: newReading(format, files, controls), warnings };
}

export function taskFor(
  format: RenderTask['format'],
  input: AnyDocumentInput,
  files: Record<string, SpooledFile> = {},
): RenderTask {
  return { format, title: 'The job', input, files, today: '2026-11-21' };
}

const folder = mkdtempSync(join(tmpdir(), 'content-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

/** A file as the one upload with the id `ID`. */
export function spooled(name: string, content: string | Uint8Array, more: Partial<SpooledFile> = {}) {
  const path = join(folder, String((count += 1)));
  writeFileSync(path, content);
  const file = { path, name, mediaType: 'application/octet-stream', sizeBytes: content.length, ...more };
  return { [`upload:${ID}`]: file };
}

export async function allRows(table: Table): Promise<Cell[][]> {
  return Array.fromAsync(table.rows());
}
