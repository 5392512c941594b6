import type { Operations } from '../runtime/environment-core.ts';
import { htmlFilters } from './filters-html.ts';
import { numberFilters } from './filters-number.ts';
import { selectFilters } from './filters-select.ts';
import { sequenceFilters } from './filters-sequence.ts';
import { textFilters } from './filters-text.ts';

/** The built-in filters by name. */
export const builtinFilters: Operations = new Map([
  ...htmlFilters,
  ...numberFilters,
  ...selectFilters,
  ...sequenceFilters,
  ...textFilters,
]);
