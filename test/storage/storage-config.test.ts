import { expect, test } from '@jest/globals';
import { readConfig, type ConfigError } from '../../src/config.ts';

const DATABASE_URL = 'postgres://localhost/pressroom';

function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig({ DATABASE_URL, ...env });
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
}

test('files are in the database, and may have a gibibyte, unless something else is said', () => {
  const { storage, maxUploadBytes } = readConfig({ DATABASE_URL });
  expect({ storage, maxUploadBytes }).toEqual({
    storage: { active: 'postgres', folder: null, s3: null },
    maxUploadBytes: 1024 ** 3,
  });
});

test('a folder is an absolute path; a store that is named may be read, though another takes the new files', () => {
  const env = { DATABASE_URL, ARTIFACT_FOLDER: 'files', S3_BUCKET: 'b', S3_REGION: 'eu-central-1' };
  expect(readConfig(env).storage).toEqual({
    active: 'postgres',
    folder: `${process.cwd()}/files`,
    s3: { bucket: 'b', endpoint: null, region: 'eu-central-1', credentials: null, forcePathStyle: false },
  });
});

test('a service of one’s own', () => {
  const env = {
    DATABASE_URL,
    ARTIFACT_STORE: 's3',
    S3_BUCKET: 'b',
    S3_ENDPOINT: 'http://minio:9000',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'secret',
  };
  expect(readConfig(env).storage).toEqual({
    active: 's3',
    folder: null,
    s3: {
      bucket: 'b',
      endpoint: 'http://minio:9000',
      region: 'us-east-1',
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
      forcePathStyle: true,
    },
  });
});

test('every fault is told, all at once', () => {
  expect(faultsOf({ ARTIFACT_STORE: 'folder', MAX_UPLOAD_BYTES: '0' })).toEqual([
    'MAX_UPLOAD_BYTES must be a whole number from 1 to 34359738368, not "0"',
    'ARTIFACT_FOLDER is not set, and ARTIFACT_STORE=folder needs it',
  ]);
  expect(faultsOf({ ARTIFACT_STORE: 'S3', S3_FORCE_PATH_STYLE: 'yes' })).toEqual([
    'ARTIFACT_STORE must be one of postgres, folder, s3, not "S3"',
    'S3_FORCE_PATH_STYLE must be one of true, false, not "yes"',
  ]);
  expect(faultsOf({ ARTIFACT_STORE: 's3', S3_ENDPOINT: 'minio:9000', S3_ACCESS_KEY_ID: 'id' })).toEqual([
    'S3_BUCKET is not set, and the other S3 settings need it',
    'S3_ENDPOINT must be a URL that begins with http:// or https://',
    'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY must be set together, or neither',
    'S3_BUCKET is not set, and ARTIFACT_STORE=s3 needs it',
  ]);
  expect(faultsOf({ S3_BUCKET: 'b' })).toEqual(['S3_REGION is not set; only with S3_ENDPOINT it may be left out']);
});
