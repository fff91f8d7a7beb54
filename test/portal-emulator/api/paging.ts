import { json, portalError, type Reply } from '../replies.ts';

/** How one group of API calls splits a list into pages. */
export interface Paging {
  readonly size: number;
  /** The name of the field with the token for the next page. `last` is the value of this field on the last page. */
  readonly field: 'nextToken' | 'paginationToken';
  readonly last: 'null' | 'empty' | 'absent';
}

const LAST = { null: null, empty: '', absent: undefined } as const;

function encode(offset: number): string {
  return Buffer.from(`page:${offset}`).toString('base64');
}

/** Reads a page token. @returns the position in the list, or NaN if the token is not from this emulator */
function decode(token: string): number {
  const match = /^page:(\d+)$/.exec(Buffer.from(token, 'base64').toString());
  return match ? Number(match[1]) : Number.NaN;
}

/** One page of a list, and the token for the next page. */
export function pageReply(name: string, items: readonly unknown[], token: string | null, paging: Paging): Reply {
  const offset = token ? decode(token) : 0;
  if (Number.isNaN(offset)) return portalError('InvalidRequestException', 'Invalid next token');
  const end = offset + paging.size;
  const next = end < items.length ? encode(end) : LAST[paging.last];
  return json({ [paging.field]: next, [name]: items.slice(offset, end) });
}
