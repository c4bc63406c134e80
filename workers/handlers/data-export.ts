import { exportFileName } from '../../src/documents/checks/export-faults.ts';
import type { DataExportInput, ExportFile } from '../../src/documents/model.ts';
import { openSource, type ExportSource } from '../data/export-source.ts';
import { exportCsv, exportNdjson } from '../data/export-text.ts';
import { exportXlsx } from '../data/export-workbook.ts';
import { PermanentJobError, type HandlerResult, type RunningJob } from '../handler.ts';
import { zipPieces, type ZipEntry } from '../render/ooxml/zip-pieces.ts';
import { permanentReason } from '../render/render-error.ts';
import { fileName } from './file-name.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

type ExportJob = RunningJob<DataExportInput>;

const GENERATOR = 'pressroom-export/1';
const MEDIA_TYPES = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
const ZIP_MEDIA_TYPE = 'application/zip';
/** What comes after it is the storing of the last pieces. */
const ALL_WRITTEN_PERCENT = 95;

/** `data_export`: writes each file, and packs several into a zip, while it is stored. */
export async function dataExportHandler(job: ExportJob): Promise<HandlerResult> {
  const { files, archive = files.length > 1 } = job.input;
  const [first] = files;
  if (!first) throw new PermanentJobError('invalid-input', 'There is no file to make.');
  try {
    return await inTemporaryFolder(job.signal, (folder) =>
      archive ? saveArchive(job, folder) : saveFile(job, first, folder),
    );
  } catch (error) {
    const reason = permanentReason(error);
    throw reason === null || error instanceof PermanentJobError
      ? error
      : new PermanentJobError(reason, (error as Error).message);
  }
}

async function saveFile(job: ExportJob, file: ExportFile, folder: string): Promise<HandlerResult> {
  const name = file.name === undefined && job.title !== null ? fileName(job.title, file.format) : exportFileName(file);
  const pieces = filePieces(job, file, 0, folder);
  return { artifact: await job.saveArtifact(name, MEDIA_TYPES[file.format], pieces, { generator: GENERATOR }) };
}

async function saveArchive(job: ExportJob, folder: string): Promise<HandlerResult> {
  const name = job.title === null ? 'export.zip' : fileName(job.title, 'zip');
  const pieces = zipPieces(archiveEntries(job, folder), job.signal);
  return { artifact: await job.saveArtifact(name, ZIP_MEDIA_TYPE, pieces, { generator: GENERATOR }) };
}

async function* archiveEntries(job: ExportJob, folder: string): AsyncGenerator<ZipEntry> {
  for (const [index, file] of job.input.files.entries()) {
    const content = filePieces(job, file, index, folder);
    yield { path: exportFileName(file), content, store: file.format === 'xlsx' }; // a workbook is a zip by itself
  }
}

/** A file is a step of its own, and its part of the way is as long as any other's. */
async function* filePieces(
  job: ExportJob,
  file: ExportFile,
  index: number,
  folder: string,
): AsyncGenerator<Uint8Array> {
  const parts = job.input.files.length;
  const percentOf = (share: number): number => Math.floor((ALL_WRITTEN_PERCENT * (index + share)) / parts);
  await job.data.enterStage(exportFileName(file), percentOf(0));
  const source = await openSource(job, file.source, folder);
  await warnOfTotals(job, file, index);
  for await (const piece of piecesOf(job, file, source, index, percentOf)) {
    job.signal.throwIfAborted();
    yield piece;
  }
  await job.progress({ percent: percentOf(1) });
}

function piecesOf(
  job: ExportJob,
  file: ExportFile,
  source: ExportSource,
  index: number,
  percentOf: (share: number) => number,
): AsyncGenerator<Uint8Array> {
  let told = -1;
  const onRows = async (rows: number): Promise<void> => {
    job.signal.throwIfAborted();
    const percent = percentOf(source.share());
    if (percent === told) return;
    told = percent;
    await job.progress({ percent, message: `${rows.toLocaleString('en-US')} rows` });
  };
  if (file.format === 'csv') return exportCsv(file, source, onRows);
  if (file.format === 'ndjson') return exportNdjson(file, source, onRows);
  const name = exportFileName(file).replace(/\.xlsx$/, '');
  const about = { name, title: job.title, pointer: `/files/${index}` };
  return exportXlsx(file, source, about, {
    signal: job.signal,
    report: ({ message }) => job.progress({ percent: percentOf(source.share()), ...(message ? { message } : {}) }),
    warn: (warning) => void job.warn(warning).catch(() => {}), // a lost lease shows at the next piece
  });
}

/** Only a workbook has a row that sums up. */
async function warnOfTotals(job: ExportJob, { format, columns }: ExportFile, index: number): Promise<void> {
  const at = columns?.findIndex(({ total }) => total !== undefined) ?? -1;
  if (format === 'xlsx' || at < 0) return;
  const detail = `A ${format.toUpperCase()} file has rows of data only: totals are left out.`;
  await job.warn({ code: 'not-carried', detail, pointer: `/files/${index}/columns/${at}/total` });
}
