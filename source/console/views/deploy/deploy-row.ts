import type { ResourceChange } from '../../../operations/terraform/plans.ts';
import type { StyleName } from '../../look/theme.ts';
import type { BreakableLock, HostStanding } from '../../services-delivery.ts';
import type { DiffRow } from '../diff/diff-rows.ts';
import type { ResourceProgress } from './deploy-state.ts';
import type { HostWords } from './host-words.ts';

interface RowFacts {
  readonly id: string;
  /** What the row is about, where it is about a host. */
  readonly host?: string;
  /** A file of the host, as a hold names it. */
  readonly file?: string | undefined;
}

/** A line of words. */
export interface TextRow extends RowFacts {
  readonly kind: 'text';
  readonly style: StyleName;
  readonly text: string;
  readonly indent: number;
  /** A file and a line of the repository that can be opened. */
  readonly place?: { readonly file: string; readonly line?: number };
}

/** A host that is changed, with a column of its own for each of its facts. */
export interface HostRow extends RowFacts {
  readonly kind: 'host';
  readonly host: string;
  readonly nameColumns: number;
  /** Undefined where there is only one wave. */
  readonly wave: number | undefined;
  readonly steps: number;
  readonly countdown: string | undefined;
  readonly words: HostWords;
}

/** A host while nothing is changed: what would keep it from being. */
export interface StandingRow extends RowFacts {
  readonly kind: 'standing';
  readonly host: string;
  readonly nameColumns: number;
  readonly standing: HostStanding | undefined;
  readonly text: string;
  readonly level: 'dim' | 'warning' | 'bad';
}

export type DeployRow =
  | TextRow
  | HostRow
  | StandingRow
  | (RowFacts & { readonly kind: 'lock'; readonly lock: BreakableLock; readonly text: string })
  | (RowFacts & { readonly kind: 'diff'; readonly row: DiffRow })
  | (RowFacts & { readonly kind: 'change'; readonly change: ResourceChange })
  | (RowFacts & { readonly kind: 'resource'; readonly resource: ResourceProgress });

export function textRow(id: string, style: StyleName, text: string, more: Partial<TextRow> = {}): TextRow {
  return { kind: 'text', id, style, text, indent: 0, ...more };
}
