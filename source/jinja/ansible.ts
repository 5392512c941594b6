import type { Operations } from './environment-core.ts';

/** Ansible's filters by name. */
export const ansibleFilters: Operations = new Map();

/** Ansible's tests by name. */
export const ansibleTests: Operations = new Map();
