import type { components } from '../contract/api-types.ts';
import type { DatasetRecord, StoredRow } from '../datasets/dataset-store.ts';

type Schemas = components['schemas'];

export function presentDataset(dataset: DatasetRecord): Schemas['Dataset'] {
  const { id, name, jobId, columns, rowCount, sourceSha256, userId } = dataset;
  const [createdAt, expiresAt] = [dataset.createdAt.toISOString(), dataset.expiresAt.toISOString()];
  return { id, name, jobId, columns, rowCount, sourceSha256, userId, createdAt, expiresAt };
}

export function presentRows(rows: StoredRow[], hasMore: boolean): Schemas['DatasetRows'] {
  const items = rows.map(({ no, json }) => ({ no, values: JSON.parse(json) as Schemas['JsonValue'][] }));
  return { items, hasMore };
}
