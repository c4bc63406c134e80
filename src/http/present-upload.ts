import type { components } from '../contract/api-types.ts';
import type { UploadRecord } from '../files/upload-store.ts';

export function uploadUrl(id: string): string {
  return `/api/uploads/${id}`;
}

/** An upload as the contract shows it. */
export function presentUpload(upload: UploadRecord): components['schemas']['Upload'] {
  const { id, name, mediaType, sizeBytes, sha256, userId } = upload;
  return {
    id,
    name,
    mediaType,
    sizeBytes,
    sha256,
    userId,
    createdAt: upload.createdAt.toISOString(),
    expiresAt: upload.expiresAt.toISOString(),
  };
}
