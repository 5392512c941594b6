import type { Operation, Operations } from '../runtime/environment-core.ts';
import { dataFilters } from './ansible-data.ts';
import { networkFilters } from './ansible-network.ts';
import { regexFilters } from './ansible-regex.ts';
import { ansibleTestRows } from './ansible-tests.ts';
import { encodingFilters, pathFilters } from './ansible-text.ts';
import { valueFilters } from './ansible-values.ts';
import { yamlFilters } from './ansible-yaml.ts';

/** The same operations under the full names of their collection too. */
function withCollection(
  rows: readonly [string, Operation][],
  ...collections: string[]
): [string, Operation][] {
  return rows.flatMap(([name, operation]): [string, Operation][] => [
    [name, operation],
    ...collections.map((collection): [string, Operation] => [`${collection}.${name}`, operation]),
  ]);
}

/** Ansible's filters that need nothing but their input, by name. */
export const ansibleFilters: Operations = new Map([
  ...withCollection(
    [...dataFilters, ...encodingFilters, ...pathFilters, ...regexFilters, ...valueFilters, ...yamlFilters],
    'ansible.builtin',
  ),
  ...withCollection(networkFilters, 'ansible.utils', 'ansible.netcommon'),
]);

/** Ansible's tests of that kind. */
export const ansibleTests: Operations = new Map(withCollection(ansibleTestRows, 'ansible.builtin'));

/** What stands for an option that is to be left out (`default(omit)`). */
const omitPlaceholder = '__omit_place_holder__';

/** Ansible's variables that any template can use. */
export const ansibleGlobals: ReadonlyMap<string, unknown> = new Map([['omit', omitPlaceholder]]);
