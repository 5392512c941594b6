import type { Case } from '../oracle.ts';

/** A case in a table: only its template, or with variables, files and options. */
export type Row = string | Case;

export function toCase(row: Row): Case {
  return typeof row === 'string' ? { source: row } : row;
}
