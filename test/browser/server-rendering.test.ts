import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

const PROGRAM = `
  import { createElement as h } from 'react';
  import { renderToString } from 'react-dom/server';
  import { CompactProgressTracker, DocumentGenerator, JobList, PressroomProvider, ProgressTracker } from 'pressroom/react';
  globalThis.fetch = () => { throw new Error('a server has nothing to fetch'); };
  console.log(renderToString(h(PressroomProvider, { token: async () => 'x' },
    h(ProgressTracker, { jobId: '1' }), h(CompactProgressTracker, { jobId: '1' }), h(JobList), h(DocumentGenerator))));
`;

test('the packages, as they are shipped, render on a server without asking for anything, and end', async () => {
  await run(process.execPath, ['scripts/build-libraries.ts'], { cwd: ROOT });
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', PROGRAM], { cwd: ROOT });
  expect(stdout.match(/aria-busy="true"/g)).toHaveLength(3);
  expect(stdout).toContain('Create');
});
