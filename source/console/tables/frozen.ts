import type { Instant } from '../../basics/brand.ts';
import { defineSlice } from '../views/slice.ts';

/** Since when the screen is held as it is; undefined while it follows the network. */
export const frozen = defineSlice<{ readonly at: Instant } | undefined, { readonly at: Instant } | undefined>(
  'frozen',
  undefined,
  (_, held) => held,
);
