import type { Request } from 'express';

const DEFAULT_PAGE_SIZE = 100;

/** How many events a JSON page has at most; the contract has checked what was asked for. */
export function pageSizeOf(req: Request): number {
  const { pageSize } = req.query;
  return pageSize === undefined ? DEFAULT_PAGE_SIZE : Number(pageSize);
}
