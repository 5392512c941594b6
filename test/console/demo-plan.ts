import type { ResourceChange, TerraformPlan } from '../../source/operations/terraform/plans.ts';
import { demoPlan } from './demo-fleet.ts';

/** The part of the plan that was meant. */
export const demoIntendedPlan: TerraformPlan = {
  ...demoPlan,
  add: 0,
  changes: demoPlan.changes.slice(1),
  scope: {
    kind: 'intended',
    chosen: ['module.hosts["coreams01"].terraform_data.looking_glass'],
    dragged: [],
    left: [{ address: 'module.hosts["ixpams01"].terraform_data.exporter', class: 'incidental' }],
  },
};

/** A plan of as many resources on 20 hosts, every third of them incidental. */
export function bigPlan(count: number): TerraformPlan {
  const changes = Array.from({ length: count }, (_, index): ResourceChange => {
    const host = `host${String(index % 20).padStart(2, '0')}`;
    return {
      address: `module.${host}.docker_container.service[${index}]`,
      action: index % 7 === 0 ? 'replace' : 'update',
      module: `module.${host}`,
      host,
      class: index % 3 === 0 ? 'incidental' : 'intended',
      because: index % 3 === 0 ? 'the image moved' : 'services.tf changed',
      place: { file: 'terraform/services.tf', line: index + 1 },
      attributes: [
        { path: 'image', before: '"a"', after: '"b"', forcesReplacement: index % 7 === 0 },
        {
          path: 'env',
          before: '…',
          after: '…',
          lines: [
            { kind: 'same', text: 'TZ=UTC' },
            { kind: 'removed', text: 'PORT=1' },
            { kind: 'added', text: 'PORT=2' },
          ],
        },
      ],
    };
  });
  const incidental = changes.filter((change) => change.class === 'incidental').length;
  return {
    add: 0,
    change: count,
    remove: 0,
    planFile: '/nowhere/plan',
    changes,
    classification: {
      kind: 'classified',
      since: { at: '2026-11-20T10:00:00Z', commit: '1f2e3d4c5b6a7988' },
      changedFiles: ['terraform/services.tf'],
      intended: count - incidental,
      incidental,
      drift: 0,
    },
  };
}
