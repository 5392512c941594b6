import { compileFilter } from '../../rows/filter.ts';
import type { Level } from '../../rows/health.ts';

/** A value with what it means. */
export interface Field {
  readonly label: string;
  readonly value: string;
  readonly means: string;
  /** Where that is written, such as a section of an RFC. */
  readonly source?: string;
  /** Where it tells how well something is. */
  readonly level?: Level;
  /** Counts, one a minute, the latest last; drawn before the value. */
  readonly counts?: readonly (number | null)[];
}

export interface FieldSection {
  readonly title: string;
  readonly fields: readonly Field[];
}

/** A line of a page: a value, or the title of those that follow. */
export type FieldRow =
  | { readonly kind: 'heading'; readonly id: string; readonly title: string }
  | ({ readonly kind: 'field'; readonly id: string } & Field);

/** The sections as lines, of those fields that match; sections without any are left out. */
export function buildFieldRows(sections: readonly FieldSection[], filter: string): readonly FieldRow[] {
  const matches = compileFilter(filter);
  return sections.flatMap(({ title, fields }) => {
    const shown = fields
      .filter(({ label, value, means }) => matches(`${title} ${label} ${value} ${means}`))
      .map((field, nth): FieldRow => ({ kind: 'field', id: `${title} ${field.label} ${nth}`, ...field }));
    return shown.length === 0 ? [] : [{ kind: 'heading' as const, id: title, title }, ...shown];
  });
}

/** What a value means, and where that is written. */
export function meaningOf({ means, source }: Field): string {
  return source === undefined ? means : `${means} (${source})`;
}
