import type { FailedCheck, OutputChange, PlannedResource } from '../../terraform/plan-model.ts';
import type { AttributeChange, ChangeClass, DiffLine, ResourceChange, TerraformPlan } from './plans.ts';

/** What a branch holds, for the line that stands for it. */
export interface BranchCounts {
  readonly resources: number;
  readonly intended: number;
  readonly incidental: number;
  readonly drift: number;
}

interface Branch<Item> {
  readonly name: string;
  readonly counts: BranchCounts;
  readonly items: readonly Item[];
}

/** A plan by host, module and resource; what is of no host comes last, under the empty name. */
export interface PlanTree {
  readonly hosts: readonly Branch<Branch<ResourceChange>>[];
  readonly drift: readonly PlannedResource[];
  readonly outputs: readonly OutputChange[];
  readonly failedChecks: readonly FailedCheck[];
}

/** One line of the tree. `id` stays the same from one plan to the next; `isFolded` is absent for what cannot fold. */
export type PlanTreeRow = {
  readonly id: string;
  readonly depth: number;
  readonly isFolded?: boolean;
} & (
  | { readonly kind: 'host' | 'module'; readonly name: string; readonly counts: BranchCounts }
  | { readonly kind: 'resource'; readonly name: string; readonly change: ResourceChange }
  | { readonly kind: 'because'; readonly class: ChangeClass | undefined; readonly text: string }
  | { readonly kind: 'attribute'; readonly attribute: AttributeChange }
  | { readonly kind: 'line'; readonly line: DiffLine }
  | { readonly kind: 'section'; readonly section: 'drift' | 'outputs' | 'checks'; readonly count: number }
  | { readonly kind: 'drift'; readonly resource: PlannedResource }
  | { readonly kind: 'output'; readonly output: OutputChange }
  | { readonly kind: 'check'; readonly check: FailedCheck }
);

export interface PlanTreeView {
  /** Ids that are folded although they begin open, or open although they begin folded. */
  readonly toggled: ReadonlySet<string>;
  /** Whether a resource is shown; hosts and modules without one are not. */
  readonly matches?: (change: ResourceChange) => boolean;
}

/** Sorts a plan's changes into a tree. */
export function buildPlanTree(plan: TerraformPlan): PlanTree {
  const { detail } = plan;
  const changes = plan.changes.filter(({ action }) => action !== 'no-op' && action !== 'read');
  return {
    hosts: branch(changes, ({ host = '' }) => host).map(({ name, counts, items }) => ({
      name,
      counts,
      items: branch(items, ({ module = '' }) => module),
    })),
    drift: detail?.drift ?? [],
    outputs: detail?.outputs ?? [],
    failedChecks: detail?.failedChecks ?? [],
  };
}

/** The lines to show: hosts and modules begin open, resources and the sections after them folded. */
export function listPlanRows(tree: PlanTree, { toggled, matches }: PlanTreeView): readonly PlanTreeRow[] {
  const rows: PlanTreeRow[] = [];
  for (const host of tree.hosts) {
    const modules = matches === undefined ? host.items : filterBranches(host.items, matches);
    if (modules.length === 0) continue;
    const id = `host ${host.name}`;
    const isFolded = toggled.has(id);
    const counts = matches === undefined ? host.counts : countAll(modules.flatMap(({ items }) => items));
    rows.push({ id, depth: 0, kind: 'host', name: host.name, counts, isFolded });
    if (!isFolded) for (const module of modules) pushModule(rows, host.name, module, toggled);
  }
  pushSections(rows, tree, toggled);
  return rows;
}

function pushModule(
  rows: PlanTreeRow[],
  host: string,
  { name, counts, items }: Branch<ResourceChange>,
  toggled: ReadonlySet<string>,
): void {
  const id = `module ${host} ${name}`;
  const isFolded = name !== '' && toggled.has(id);
  // What is in the root module stands under its host itself.
  if (name !== '') rows.push({ id, depth: 1, kind: 'module', name, counts, isFolded });
  if (isFolded) return;
  const depth = name === '' ? 1 : 2;
  for (const change of items) pushResource(rows, change, name, depth, toggled);
}

function pushResource(
  rows: PlanTreeRow[],
  change: ResourceChange,
  module: string,
  depth: number,
  toggled: ReadonlySet<string>,
): void {
  const id = `resource ${change.address}`;
  const isFolded = !toggled.has(id);
  const name = module === '' ? change.address : change.address.slice(module.length + 1);
  rows.push({ id, depth, kind: 'resource', name, change, isFolded });
  if (isFolded) return;
  if (change.because !== undefined) {
    const text = change.because;
    rows.push({ id: `${id} because`, depth: depth + 1, kind: 'because', class: change.class, text });
  }
  for (const [index, attribute] of change.attributes.entries())
    pushAttribute(rows, attribute, `${id} ${index}`, depth + 1);
}

function pushAttribute(rows: PlanTreeRow[], attribute: AttributeChange, id: string, depth: number): void {
  rows.push({ id, depth, kind: 'attribute', attribute });
  for (const [index, line] of (attribute.lines ?? []).entries())
    rows.push({ id: `${id}.${index}`, depth: depth + 1, kind: 'line', line });
}

function pushSections(rows: PlanTreeRow[], tree: PlanTree, toggled: ReadonlySet<string>): void {
  const push = <Item>(
    section: 'drift' | 'outputs' | 'checks',
    items: readonly Item[],
    toRow: (item: Item, id: string) => PlanTreeRow,
  ): void => {
    if (items.length === 0) return;
    const id = `section ${section}`;
    // A check that failed is never hidden at first.
    const isFolded = toggled.has(id) === (section === 'checks');
    rows.push({ id, depth: 0, kind: 'section', section, count: items.length, isFolded });
    if (!isFolded) rows.push(...items.map((item, index) => toRow(item, `${id} ${index}`)));
  };
  push('drift', tree.drift, (resource, id) => ({ id, depth: 1, kind: 'drift', resource }));
  push('outputs', tree.outputs, (output, id) => ({ id, depth: 1, kind: 'output', output }));
  push('checks', tree.failedChecks, (check, id) => ({ id, depth: 1, kind: 'check', check }));
}

function filterBranches(
  branches: readonly Branch<ResourceChange>[],
  matches: (change: ResourceChange) => boolean,
): Branch<ResourceChange>[] {
  return branches
    .map(({ name, items }) => {
      const kept = items.filter(matches);
      return { name, items: kept, counts: countAll(kept) };
    })
    .filter(({ items }) => items.length > 0);
}

function branch(
  changes: readonly ResourceChange[],
  nameOf: (change: ResourceChange) => string,
): Branch<ResourceChange>[] {
  const groups = new Map<string, ResourceChange[]>();
  for (const change of changes) {
    const name = nameOf(change);
    const group = groups.get(name);
    if (group) group.push(change);
    else groups.set(name, [change]);
  }
  return [...groups]
    .toSorted(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1))
    .map(([name, items]) => ({ name, items, counts: countAll(items) }));
}

function countAll(changes: readonly ResourceChange[]): BranchCounts {
  const of = (kind: ChangeClass) => changes.filter((change) => change.class === kind).length;
  return {
    resources: changes.length,
    intended: of('intended'),
    incidental: of('incidental'),
    drift: of('drift'),
  };
}
