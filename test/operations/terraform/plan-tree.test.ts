import { describe, expect, it } from 'vitest';
import {
  buildPlanTree,
  listPlanRows,
  type PlanTreeRow,
} from '../../../source/operations/terraform/plan-tree.ts';
import type { ResourceChange, TerraformPlan } from '../../../source/operations/terraform/plans.ts';

const change = (address: string, more: Partial<ResourceChange> = {}): ResourceChange => ({
  address,
  action: 'update',
  attributes: [],
  ...more,
});

const plan: TerraformPlan = {
  changes: [
    change('vultr_instance.x', { class: 'intended' }),
    change('module.ixp_ixpams01.docker_container.alloy', {
      host: 'ixpams01',
      module: 'module.ixp_ixpams01',
      class: 'incidental',
      because: 'the image moved',
      attributes: [
        { path: 'image', before: '"1"', after: '"2"' },
        { path: 'config', before: '"a\\n"', after: '"b\\n"', lines: [{ kind: 'added', text: 'b' }] },
      ],
    }),
    change('module.ixp_ixpams01.docker_image.alloy', {
      host: 'ixpams01',
      module: 'module.ixp_ixpams01',
      class: 'incidental',
    }),
    change('docker_network.dmz', { host: 'coreams01', class: 'drift' }),
    change('data.x.y', { action: 'read' }),
  ],
  add: 0,
  change: 4,
  remove: 0,
  planFile: '/saved.tfplan',
  detail: {
    formatVersion: '1.2',
    terraformVersion: '1.11.4',
    complete: true,
    errored: false,
    applyable: true,
    resources: [],
    drift: [],
    outputs: [{ name: 'hosts', action: 'update', attributes: [] }],
    failedChecks: [{ address: 'check.x', messages: ['too new'] }],
    counts: { add: 0, change: 4, remove: 0, import: 0 },
    problems: [],
  },
};

function draw(rows: readonly PlanTreeRow[]): string[] {
  return rows.map((row) => {
    const name =
      row.kind === 'section'
        ? row.section
        : row.kind === 'attribute'
          ? row.attribute.path
          : 'name' in row
            ? row.name
            : '';
    return `${'  '.repeat(row.depth)}${row.kind} ${name}`.trimEnd();
  });
}

const tree = buildPlanTree(plan);

describe('a plan as a tree', () => {
  it('has hosts, their modules and resources, then outputs and checks', () => {
    expect(draw(listPlanRows(tree, { toggled: new Set() }))).toEqual([
      'host coreams01',
      '  resource docker_network.dmz',
      'host ixpams01',
      '  module module.ixp_ixpams01',
      '    resource docker_container.alloy',
      '    resource docker_image.alloy',
      'host',
      '  resource vultr_instance.x',
      'section outputs',
      'section checks',
      '  check',
    ]);
    expect(tree.hosts[1]?.counts).toEqual({ resources: 2, intended: 0, incidental: 2, drift: 0 });
  });

  it('opens a resource with why it changes, its attributes and their lines; folds a host', () => {
    const toggled = new Set([
      'resource module.ixp_ixpams01.docker_container.alloy',
      'host coreams01',
      'host ',
    ]);
    expect(draw(listPlanRows(tree, { toggled })).slice(0, 9)).toEqual([
      'host coreams01',
      'host ixpams01',
      '  module module.ixp_ixpams01',
      '    resource docker_container.alloy',
      '      because',
      '      attribute image',
      '      attribute config',
      '        line',
      '    resource docker_image.alloy',
    ]);
  });

  it('keeps the branches of what matches', () => {
    const matches = (each: ResourceChange) => each.address.includes('docker_image');
    const rows = listPlanRows(tree, { toggled: new Set(['section checks']), matches });
    expect(draw(rows)).toEqual([
      'host ixpams01',
      '  module module.ixp_ixpams01',
      '    resource docker_image.alloy',
      'section outputs',
      'section checks',
    ]);
  });
});
