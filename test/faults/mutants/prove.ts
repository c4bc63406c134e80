/**
 * Shows that the suites can fail: `npm run chaos:prove [-- PART-OF-A-NAME]` breaks a copy of the code in one way after the
 * other, runs what must notice it, and prints what did. The exit code says whether everything was noticed.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MUTANTS, type Mutant } from './mutant-list.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const COPIED = ['src', 'workers', 'scripts', 'test', 'openapi.yaml', 'package.json', 'jest.config.js', 'tsconfig.json'];
const CHAOS_JOBS = '150';
const LIMIT_MS = 15 * 60_000;
const MAX_SHOWN_CHARS = 160;

const wanted = process.argv[2] ?? '';
let unnoticed = 0;
console.log('| what the code no longer does | what noticed it |\n| --- | --- |');
for (const mutant of MUTANTS.filter(({ name }) => name.includes(wanted))) {
  const notice = noticeOf(mutant);
  if (notice === null) unnoticed += 1;
  console.log(`| ${mutant.name} | ${notice ?? '**nothing**'} |`);
}
process.exitCode = unnoticed === 0 ? 0 : 1;

/** What noticed it, in its own words; null: nothing did. */
function noticeOf(mutant: Mutant): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'pressroom-mutant-'));
  try {
    for (const name of COPIED) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    breakCode(join(folder, mutant.file), mutant);
    const { status, output } = run(folder, mutant.noticedBy);
    return status === 0 ? null : firstFault(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function breakCode(path: string, { name, edits }: Mutant): void {
  let code = readFileSync(path, 'utf8');
  for (const [from, to] of edits) {
    if (!code.includes(from)) throw new Error(`“${name}”: ${path} has changed, and must be broken in another way`);
    code = code.replace(from, () => to);
  }
  writeFileSync(path, code);
}

function run(cwd: string, noticedBy: Mutant['noticedBy']): { status: number | null; output: string } {
  const [program, ...options] =
    'chaos' in noticedBy
      ? ['test/faults/chaos-run.ts', '--jobs', CHAOS_JOBS, '--harmful', '0', '--only', noticedBy.chaos]
      : [
          ...['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--forceExit', noticedBy.test],
          ...(noticedBy.name ? ['-t', noticedBy.name] : []),
        ];
  const { status, stdout, stderr } = spawnSync(process.execPath, [program!, ...options], {
    cwd,
    encoding: 'utf8',
    timeout: LIMIT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, output: stdout + stderr };
}

/** The first violation, or the first test that failed. */
function firstFault(output: string): string {
  const [, fault] = /(?:VIOLATION |BROKEN |● )(.*)/.exec(output) ?? [];
  return (fault ?? output.slice(-MAX_SHOWN_CHARS)).slice(0, MAX_SHOWN_CHARS).replaceAll('|', '/');
}
