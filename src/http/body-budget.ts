import type { Request, Response } from 'express';
import { Problem } from '../errors.ts';

/**
 * Bytes of bodies that one process works on at a time, from before they are read until they are answered. A body is in
 * memory several times meanwhile: its bytes, its text, its values, its row.
 */
const MAX_BYTES_IN_FLIGHT = 64 * 1024 * 1024;
const RETRY_SECONDS = 1;

/** What is taken of the budget is given back by itself when the response closes. */
export interface BodyBudget {
  /**
   * Takes what a body will need: its length or, where it is not told, its limit.
   *
   * @throws Problem `unavailable` when there is not enough left; one body alone always passes.
   */
  take(req: Request, res: Response, limitBytes: number): void;
}

export function createBodyBudget(): BodyBudget {
  let taken = 0;
  return {
    take(req, res, limitBytes) {
      const bytes = Number(req.headers['content-length'] ?? limitBytes);
      if (bytes > limitBytes) return; // refused before a byte of it is read
      if (taken > 0 && taken + bytes > MAX_BYTES_IN_FLIGHT) {
        throw new Problem('unavailable', 'Too many bytes are being sent just now.', {
          retryAfterSeconds: RETRY_SECONDS,
        });
      }
      if (res.destroyed) return; // no 'close' would follow to give it back
      taken += bytes;
      res.once('close', () => (taken -= bytes));
    },
  };
}
