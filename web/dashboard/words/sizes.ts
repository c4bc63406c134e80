const STEPS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** “812 bytes”, “3.4 MB” (decimal). */
export function fileSize(bytes: number): string {
  let [value, step] = [bytes, 0];
  while (value >= 999.5 && step < STEPS.length - 1) [value, step] = [value / 1000, step + 1];
  const digits = step === 0 || value >= 99.5 ? 0 : 1;
  return `${value.toFixed(digits)} ${STEPS[step]}`;
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const plain = new Intl.NumberFormat('en');

/** “1,204”, “12.3K”. */
export function count(value: number): string {
  return value < 10_000 ? plain.format(value) : compact.format(value);
}

/** “1 row”, “1,204 rows”: of things whose name gets an s. */
export function counted(value: number, name: string): string {
  return `${count(value)} ${name}${value === 1 ? '' : 's'}`;
}

const KINDS: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel workbook',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word document',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint presentation',
  'application/zip': 'Zip archive',
  'text/csv': 'CSV',
  'application/x-ndjson': 'NDJSON',
  'application/json': 'JSON',
  'image/png': 'PNG picture',
};

/** What people call a media type. */
export function fileKind(mediaType: string): string {
  const [bare = ''] = mediaType.split(';');
  return KINDS[bare.trim()] ?? mediaType;
}
