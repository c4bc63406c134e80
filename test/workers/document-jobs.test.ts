import { randomUUIDv7 } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as docx from 'docx';
import exceljs from 'exceljs';
import { readSheet } from 'read-excel-file/node';
import { cancelJob } from '../../src/jobs/cancel-job.ts';
import { findJob } from '../../src/jobs/job-reader.ts';
import { officeParts, paragraphTexts, tableRows } from '../handlers/read-back.ts';
import { VIEWER } from '../jobs/some-jobs.ts';
import { openDocumentWorld, type DocumentWorld } from './document-world.ts';

const LIMIT_MS = 120_000;

let world: DocumentWorld;
beforeEach(async () => {
  world = await openDocumentWorld();
  world.workOn(world.handlers, 2);
});
afterEach(() => world.close());

function table(rowCount: number) {
  const columns = [{ header: 'Name' }, { header: 'Number', type: 'integer' }, { header: 'Share', type: 'decimal' }];
  return { columns, rows: Array.from({ length: rowCount }, (_, row) => [`row ${row}`, row, row / 7]) };
}
const LARGE_PDF = { blocks: [{ type: 'table', ...table(40_000) }] };

function csv(rowCount: number): string {
  const rows = Array.from({ length: rowCount }, (_, row) => `row ${row},${row},${row / 7}`);
  return `Name,Number,Share\n${rows.join('\n')}\n`;
}

describe('what an input refers to', () => {
  test('is fetched, and nothing of it is left in the folder for temporary files', async () => {
    const uploadId = await world.upload('cities.csv', 'city,people\nZürich,421878\nΒόλος,85803\n');
    const id = await world.create('spreadsheet', { sheets: [{ name: 'Cities', from: { uploadId } }] });
    expect(await world.until(id, 'completed', 'failed')).toMatchObject({ status: 'completed', error: null });
    const { bytes } = await world.fileOf(id);
    expect(await readSheet(Buffer.from(bytes))).toEqual([
      ['city', 'people'],
      ['Zürich', 421878],
      ['Βόλος', 85803],
    ]);
    expect(world.temporaryFolders()).toEqual([]);
  });

  test('may be the file of another job', async () => {
    const first = await world.create('spreadsheet', { sheets: [{ name: 'S', ...table(3) }] }, { title: 'Numbers' });
    await world.until(first, 'completed');
    const from = { artifact: { jobId: first, name: 'Numbers.xlsx' } };
    const second = await world.create('spreadsheet', { sheets: [{ name: 'Again', from }] });
    expect(await world.until(second, 'completed', 'failed')).toMatchObject({ status: 'completed', error: null });
    const rows = await readSheet(Buffer.from((await world.fileOf(second)).bytes));
    expect(rows.map(([name]) => name)).toEqual(['Name', 'row 0', 'row 1', 'row 2']);
  });

  test('may be a data set that another job stored', async () => {
    const uploadId = await world.upload('cities.csv', 'city,people\nZürich,421878\nΒόλος,85803\n');
    const first = await world.create('bulk_import', { uploadId });
    const { result } = await world.until(first, 'completed', 'failed');
    const { datasetId } = result as { datasetId: string };
    const id = await world.create('document', { blocks: [{ type: 'table', from: { datasetId } }] });
    expect(await world.until(id, 'completed', 'failed')).toMatchObject({ status: 'completed', error: null });
    expect(tableRows(officeParts((await world.fileOf(id)).bytes).get('word/document.xml') ?? '')).toEqual([
      ['city', 'people'],
      ['Zürich', '421,878'],
      ['Βόλος', '85,803'],
    ]);
    const gone = { blocks: [{ type: 'table', from: { datasetId: randomUUIDv7() } }] };
    const lost = await world.until(await world.create('document', gone), 'completed', 'failed');
    expect(lost.error).toMatchObject({ code: 'input-missing' });
  });

  test('and is gone, fails the job for good', async () => {
    const input = { sheets: [{ name: 'S', from: { uploadId: randomUUIDv7() } }] };
    const id = await world.create('spreadsheet', input, { maxAttempts: 3 });
    expect(await world.until(id, 'failed', 'retrying')).toMatchObject({
      status: 'failed',
      error: { code: 'input-missing', detail: 'sheets/0/from/uploadId: what it refers to is not there any more' },
    });
  });

  test('and is not what it should be, fails the job for good, and leaves no temporary file', async () => {
    const uploadId = await world.upload('cities.xlsx', 'this is no workbook');
    const input = { sheets: [{ name: 'S', from: { uploadId, format: 'xlsx' } }] };
    const id = await world.create('spreadsheet', input, { maxAttempts: 3 });
    const { status, error } = await world.until(id, 'failed', 'retrying', 'completed');
    expect([status, error?.code]).toEqual(['failed', 'invalid-input']);
    expect(error?.detail).toMatch(/^cities.xlsx: /);
    expect(world.temporaryFolders()).toEqual([]);
  });
});

describe('a template that was uploaded', () => {
  const values = {
    customer: { name: '=Ζάκυνθος' },
    items: [
      { what: 'tea', price: 4.5 },
      { what: 'cake', price: 3 },
    ],
  };

  test('is filled, as a workbook', async () => {
    const workbook = new exceljs.Workbook();
    const sheet = workbook.addWorksheet('Bill');
    sheet.addRows([['{{customer.name}}'], ['{{items.what}}', '{{items.price}}'], ['{{missing}}']]);
    const uploadId = await world.upload('template.bin', new Uint8Array(await workbook.xlsx.writeBuffer()));
    const job = await world.until(
      await world.create('spreadsheet', { template: { uploadId, values } }, { title: 'Bill' }),
      ...(['completed', 'failed'] as const),
    );
    expect(job).toMatchObject({ status: 'completed', error: null });
    expect(job.warnings.map(({ code }) => code).sort()).toEqual(['no-preview', 'placeholder-unfilled']);
    const { bytes } = await world.fileOf(job.id);
    const rows = await readSheet(Buffer.from(bytes));
    expect(rows.slice(0, 3)).toEqual([
      ['=Ζάκυνθος', null],
      ['tea', 4.5],
      ['cake', 3],
    ]);
  });

  test('is filled, as a document', async () => {
    const { Document, Packer, Paragraph } = docx;
    const lines = ['Dear {#customer}{name}{/customer},', '{#items}{what}{/items}'].map((text) => new Paragraph(text));
    const template = await Packer.toBuffer(new Document({ sections: [{ children: lines }] }));
    const uploadId = await world.upload('letter.docx', template);
    const id = await world.create('document', { template: { uploadId, values } });
    expect(await world.until(id, 'completed', 'failed')).toMatchObject({ status: 'completed', error: null });
    const { bytes } = await world.fileOf(id);
    const texts = paragraphTexts(officeParts(bytes).get('word/document.xml') ?? '');
    expect(texts.join(' ')).toMatch(/Dear =Ζάκυνθος,.*tea.*cake/);
  });

  test('and is no file of the format, fails the job for good, whatever its name says', async () => {
    const uploadId = await world.upload('letter.docx', 'no zip at all');
    const id = await world.create('document', { template: { uploadId, values } }, { maxAttempts: 3 });
    const { status, error } = await world.until(id, 'failed', 'retrying', 'completed');
    expect([status, error?.code]).toEqual(['failed', 'invalid-template']);
    expect(world.temporaryFolders()).toEqual([]);
  });
});

test('an input that the schema let through and no workbook can hold fails for good, with its place', async () => {
  const sheets = [{ name: 'S', columns: [{ header: 't' }], rows: [['a'], ['a', 'b']] }];
  const id = await world.create('spreadsheet', { sheets }, { maxAttempts: 3 });
  const { status, error } = await world.until(id, 'failed', 'retrying', 'completed');
  expect([status, error?.code]).toEqual(['failed', 'invalid-input']);
  expect(error?.detail).toMatch(/^sheets\/0\/rows\/1: /);
});

test('what a format cannot carry is a warning on the job and among its events', async () => {
  const columns = [
    { header: 'n', type: 'integer' },
    { header: 'twice', type: 'formula' },
  ];
  const input = { blocks: [{ type: 'table', columns, rows: [[21, '=A2*2']] }] };
  const id = await world.create('document', input);
  const { warnings } = await world.until(id, 'completed', 'failed');
  const formula = warnings.find(({ code }) => code === 'formula-not-computed');
  expect(formula).toBeDefined();
  expect(await world.linesOf(id)).toContainEqual({
    ...{ level: 'warn', code: 'formula-not-computed', message: formula?.detail, pointer: formula?.pointer },
  });
});

describe('the same input again, with reuse', () => {
  const input = { markdown: '# Same\n\nwords\n\n![a picture](https://example.org/a.png)\n' };

  test('is answered with the same bytes, and says so', async () => {
    const metadata = { author: 'Ada', language: 'en' };
    const first = await world.create('pdf', { ...input, metadata }, { title: 'Same' });
    const { warnings } = await world.until(first, 'completed');
    expect(warnings).toMatchObject([{ code: 'image-not-shown' }]);
    // Another order of the properties is the same input.
    const reordered = { metadata: { language: 'en', author: 'Ada' }, ...input };
    const again = await world.create('pdf', reordered, { title: 'Same', reuse: true });
    const job = await world.until(again, 'completed', 'failed');
    expect(job).toMatchObject({ reusedFrom: first, warnings });
    expect(await world.linesOf(again)).toMatchObject([{ level: 'info', message: 'answered from an earlier file' }]);
    const [one, other] = [await world.fileOf(first), await world.fileOf(again)];
    expect(Buffer.compare(one.bytes, other.bytes)).toBe(0);
    expect(other.preview).toEqual(one.preview);
    expect(job.result).toMatchObject({ artifactId: other.record.id, sha256: one.record.sha256 });
  });

  test('is made anew when that was not asked for, or when title, input or an upload differ', async () => {
    const [a, b] = [await world.upload('a.csv', 'x\n1\n'), await world.upload('b.csv', 'x\n1\n')];
    const sheet = (uploadId: string) => ({ sheets: [{ name: 'S', from: { uploadId } }] });
    await world.until(await world.create('pdf', input, { title: 'Same' }), 'completed');
    await world.until(await world.create('spreadsheet', sheet(a)), 'completed');
    const others = [
      await world.create('pdf', input, { title: 'Same' }),
      await world.create('pdf', input, { title: 'Other', reuse: true }),
      await world.create('pdf', { markdown: '# Same\n\nwords!\n' }, { title: 'Same', reuse: true }),
      await world.create('document', input, { title: 'Same', reuse: true }),
      await world.create('spreadsheet', sheet(b), { reuse: true }),
    ];
    for (const id of others) expect(await world.until(id, 'completed', 'failed')).toMatchObject({ reusedFrom: null });
    const same = await world.create('spreadsheet', sheet(a), { reuse: true });
    expect((await world.until(same, 'completed', 'failed')).reusedFrom).not.toBeNull();
  });
});

describe.each(['spreadsheet', 'pdf'])('a large %s', (type) => {
  test(
    'is cancelled within a second of being asked, and leaves nothing',
    async () => {
      const from = { uploadId: await world.upload('large.csv', csv(300_000)) };
      const id = await world.create(type, type === 'pdf' ? LARGE_PDF : { sheets: [{ name: 'S', from }] });
      await untilWriting(id);
      expect(world.temporaryFolders()).toHaveLength(type === 'pdf' ? 0 : 1);
      expect(await cancelJob(world.core, VIEWER, id, null)).toBe('cancelling');
      const { cancelSettledAt, cancelRequestedAt, cancelOutcome } = await world.until(id, 'cancelled');
      expect(cancelOutcome).toBe('acknowledged');
      expect(Number(cancelSettledAt) - Number(cancelRequestedAt)).toBeLessThan(1_000);
      expect(await world.core.pool.query('select 1 from pressroom.artifacts')).toEqual([]);
      expect(world.temporaryFolders()).toEqual([]);
    },
    LIMIT_MS,
  );
});

test(
  'the event loop is never held while a large file is made, also when its input is as large as may be',
  async () => {
    const rows = table(180_000);
    expect(JSON.stringify(rows).length).toBeGreaterThan(6 * 1024 * 1024);
    const id = await world.create('spreadsheet', { sheets: [{ name: 'S', ...rows }] });
    const loop = watchLoop();
    expect(await world.until(id, 'completed', 'failed')).toMatchObject({ status: 'completed' });
    expect(loop.stop()).toBeLessThan(100);
  },
  LIMIT_MS,
);

async function untilWriting(jobId: string): Promise<void> {
  for (;;) {
    const job = await findJob(world.core.pool, VIEWER, jobId);
    // Rows that come from a file are not counted before: their number is told, and no part of the whole.
    if (job?.progressStage === 'writing' && (job.progressPercent > 5 || job.progressMessage !== null)) return;
    if (job?.finishedAt) throw new Error(`the job is ${job.status} already: ${JSON.stringify(job.error)}`);
    await sleep(5); // between two looks
  }
}

/**
 * The longest time, in milliseconds, that this thread worked without a look at its timers. Its processor time and not the
 * clock's: on a busy machine it also waits while others have their turn.
 */
function watchLoop(): { stop(): number } {
  const worked = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let [last, longest] = [worked(), 0];
  const look = (): void => {
    const now = worked();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  return {
    stop() {
      clearInterval(timer);
      look();
      return longest;
    },
  };
}
