import { afterAll, expect, test } from '@jest/globals';
import type { Warning } from '../../workers/render/controls.ts';
import { startRender, type Render } from '../../workers/render/render-in-thread.ts';
import type { ProgressUpdate, RenderedType } from '../../workers/render/thread-messages.ts';
import { endIdleThreads, type ThreadProgram } from '../../workers/render/thread-pool.ts';
import { collect } from '../handlers/fake-job.ts';
import { officeParts } from '../handlers/read-back.ts';

afterAll(endIdleThreads);

const FORMATS = { spreadsheet: 'xlsx', document: 'docx', pdf: 'pdf', presentation: 'pptx' } as const;
const NARROW: ThreadProgram = {
  script: new URL('../../workers/render/render-thread.ts', import.meta.url),
  maxHeapMegabytes: 48,
};

interface Started {
  render: Render;
  warnings: Warning[];
  progress: ProgressUpdate[];
}

async function start(jobType: RenderedType, input: object, program?: ThreadProgram): Promise<Started> {
  const [warnings, progress]: [Warning[], ProgressUpdate[]] = [[], []];
  const order = { jobType, format: FORMATS[jobType], title: 'T', inputJson: JSON.stringify(input) };
  const render = await startRender(
    { ...order, today: '2026-01-02', generator: 'test/1' },
    {
      signal: new AbortController().signal,
      report: async (update) => void progress.push(update),
      warn: async (warning) => void warnings.push(warning),
    },
    program,
  );
  return { render, warnings, progress };
}

/** The whole file, as a caller makes it; the thread is left in the end. */
async function made(jobType: RenderedType, input: object, program?: ThreadProgram): Promise<Uint8Array> {
  const { render } = await start(jobType, input, program);
  try {
    await render.recipe({});
    return await collect(render.pieces({}));
  } finally {
    await render.leave();
  }
}

const TABLE = { name: 'S', columns: [{ header: 'a' }], rows: [['word']] };

test('a render may be left after any step, and the next one is whole', async () => {
  const leaveAfter: ((render: Render) => Promise<unknown>)[] = [
    async () => {},
    (render) => render.recipe({}),
    async (render) => {
      await render.recipe({});
      await render.pieces({}).next(); // and no further
    },
    async (render) => {
      await render.recipe({});
      await collect(render.pieces({}));
    },
  ];
  for (const steps of leaveAfter) {
    const { render } = await start('spreadsheet', { sheets: [TABLE] });
    await steps(render);
    await render.leave();
    const parts = officeParts(await made('spreadsheet', { sheets: [TABLE] }));
    expect(parts.get('xl/worksheets/sheet1.xml')).toContain('>word<');
  }
});

test('what an input refers to is asked for, with its place', async () => {
  const uploadId = '0190c0de-0000-7000-8000-000000000000';
  const { render } = await start('document', { markdown: `a ![picture](upload:${uploadId})` });
  expect(render.needs).toEqual([{ key: `upload:${uploadId}`, pointer: '/markdown', reference: { uploadId } }]);
  await render.leave();
});

test('progress and warnings are heard, the same warning once', async () => {
  const image = '![same](https://example.org/a.png)';
  const { render, progress, warnings } = await start('document', { markdown: `${image}\n\n${image}\n` });
  await render.recipe({});
  await collect(render.pieces({}));
  await render.preview();
  await render.leave();
  expect(progress.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['reading', 'writing']));
  expect(Math.max(...progress.map(({ percent }) => percent ?? 0))).toBeLessThanOrEqual(95);
  expect(warnings.length).toBeGreaterThan(0);
  const distinct = new Set(warnings.map(({ code, detail, pointer }) => JSON.stringify([code, detail, pointer])));
  expect(warnings).toHaveLength(distinct.size);
});

test.each<[string, RenderedType, object, string]>([
  [
    'an input that no file can hold',
    'document',
    { blocks: [{ type: 'table', columns: [{ header: 'a' }], rows: [[1, 2]] }] },
    'invalid-input',
  ],
  ['an input with nothing for the format', 'spreadsheet', { markdown: 'only words' }, 'nothing-to-show'],
])('%s fails with a word for programs', async (_, jobType, input, reason) => {
  await expect(made(jobType, input)).rejects.toMatchObject({ name: 'RenderError', reason });
});

test('an error that another attempt may mend is no RenderError, and says where it happened', async () => {
  const uploadId = '0190c0de-0000-7000-8000-000000000000';
  const { render } = await start('spreadsheet', { sheets: [{ name: 'S', from: { uploadId, format: 'csv' } }] });
  await render.recipe({});
  const lost = { path: '/nowhere/at/all', name: 'a.csv', mediaType: 'text/csv', sizeBytes: 1 };
  const failure = collect(render.pieces({ [`upload:${uploadId}`]: lost }));
  await expect(failure).rejects.toMatchObject({ name: 'Error', stack: expect.stringContaining('workers/render') });
  await render.leave();
});

test('a file that takes too much memory fails alone', async () => {
  const paragraphs = { markdown: 'Some *words* and `code` in **bold**.\n\n'.repeat(60_000) };
  const [hungry, other] = await Promise.allSettled([
    made('document', paragraphs, NARROW),
    made('spreadsheet', { sheets: [TABLE] }),
  ]);
  expect(hungry).toMatchObject({ status: 'rejected', reason: { reason: 'document-too-large' } });
  expect(other.status).toBe('fulfilled');
});
