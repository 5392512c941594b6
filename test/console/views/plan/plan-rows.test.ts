import { describe, expect, it } from 'vitest';
import { chooseLook } from '../../../../source/console/look/look.ts';
import { reduce } from '../../../../source/console/store/reducer.ts';
import type { ConsoleState } from '../../../../source/console/store/state.ts';
import { planBanner } from '../../../../source/console/views/plan/plan-banner.ts';
import { planLine } from '../../../../source/console/views/plan/plan-line.ts';
import { planSlice } from '../../../../source/console/views/plan/plan-state.ts';
import { planRowsOf } from '../../../../source/console/views/plan/shown-plan.ts';
import type { TerraformPlan } from '../../../../source/operations/terraform/plans.ts';
import { demoClock, demoPlan } from '../../demo-fleet.ts';
import { bigPlan, demoIntendedPlan } from '../../demo-plan.ts';
import { demoState } from '../../demo-state.ts';

const look = chooseLook({ LANG: 'C.UTF-8', NO_COLOR: '1', TERM: 'xterm' });

function planned(plan: TerraformPlan): ConsoleState {
  const result = { kind: 'planned', plan } as const;
  return reduce(demoState(), { type: 'work-ended', at: demoClock, end: { kind: 'plan', result } });
}

function lines(state: ConsoleState): readonly string[] {
  return planRowsOf(state).map((row) =>
    planLine(row, look)
      .map(({ text }) => text)
      .join(''),
  );
}

function toggle(state: ConsoleState, ...ids: readonly string[]): ConsoleState {
  return reduce(state, planSlice.event({ kind: 'toggled', ids }));
}

describe('the plan', () => {
  it('has a small plan open from the start, by host', () => {
    expect(lines(planned(demoPlan))).toEqual([
      '- coreams01  1 resource',
      '  - ~ update  module.hosts["coreams01"].terraform_data.looking_glass',
      '      input.port: 8080 -> 8081',
      '- ixpams01  1 resource',
      '  - + create  module.hosts["ixpams01"].terraform_data.exporter',
      '      input.image: (none) -> "exporter:1.2"',
    ]);
  });

  it('has a large one folded to its resources, and unfolds one with why and line by line', () => {
    const state = planned(bigPlan(2000));
    expect(planRowsOf(state)).toHaveLength(20 + 20 + 2000);
    const open = lines(toggle(state, 'resource module.host00.docker_container.service[0]'));
    expect(open.slice(0, 9)).toEqual([
      '- host00  100 resources  66 intended  34 incidental',
      '  - module.host00  100 resources  66 intended  34 incidental',
      '    - ± replace docker_container.service[0]  incidental',
      '        the image moved',
      '        image: "a" -> "b"  forces a new one',
      '        env:',
      '            TZ=UTC',
      '          - PORT=1',
      '          + PORT=2',
    ]);
    expect(lines(toggle(state, 'host host00'))[1]).toBe(
      '- host01  100 resources  67 intended  33 incidental',
    );
  });

  it('computes its rows only when something of them changed', () => {
    const state = planned(bigPlan(2000));
    const rows = planRowsOf(state);
    expect(
      planRowsOf(
        reduce(reduce(state, { type: 'focused', focus: 'main' }), { type: 'moved', movement: 'down' }),
      ),
    ).toBe(rows);
    expect(planRowsOf(reduce(state, { type: 'ticked', clock: demoClock }))).toBe(rows);
    const began = performance.now();
    for (let index = 0; index < 50; index += 1) {
      planRowsOf(toggle(state, `resource module.host01.docker_container.service[${20 * index + 1}]`));
    }
    expect((performance.now() - began) / 50).toBeLessThan(50);
  });

  it('lists only what is of a class, and says so', () => {
    const state = reduce(
      planned(bigPlan(60)),
      planSlice.event({ kind: 'class-chosen', shown: 'incidental' }),
    );
    expect(planRowsOf(state).filter(({ kind }) => kind === 'resource')).toHaveLength(20);
    const texts = planBanner(state).map(({ text }) => text);
    expect(texts[0]).toContain('only incidental ones listed');
    expect(texts[1]).toContain('40 intended, 20 incidental, 0 drift since 2026-11-20 10:00 (1f2e3d4)');
    expect(texts[1]).toContain('i: only what is intended');
  });

  it('never calls a part of a plan all there is', () => {
    const texts = planBanner(planned(demoIntendedPlan)).map(({ text }) => text);
    expect(texts.at(-1)).toBe('only a part (intended): 1 resource, 1 stay as they are although they differ');
  });

  it('shows drift, outputs and checks that failed as branches of their own, and the ways out of a failure', () => {
    const attribute = {
      path: '',
      before: { kind: 'value', text: '1' },
      after: { kind: 'unknown' },
      forcesReplacement: false,
    } as const;
    const detail = {
      formatVersion: '1.2',
      terraformVersion: '1.9',
      complete: true,
      errored: false,
      applyable: true,
      resources: [],
      drift: [
        {
          address: 'terraform_data.a',
          module: '',
          type: 'terraform_data',
          action: 'delete' as const,
          createsFirst: false,
          attributes: [],
          omitted: 0,
        },
      ],
      outputs: [{ name: 'ip', action: 'update' as const, attributes: [attribute] }],
      failedChecks: [{ address: 'check.dns', messages: ['no answer'] }],
      counts: { add: 0, change: 0, remove: 0 },
      problems: [],
    };
    const state = planned({ ...demoPlan, changes: [], detail: detail as never });
    expect(lines(toggle(state, 'section drift', 'section outputs'))).toEqual([
      '- changed outside Terraform: 1',
      '    terraform_data.a  gone  ',
      '- outputs: 1',
      '    ip  1 -> (known after apply)',
      '- checks that failed: 1',
      '    check.dns  no answer',
    ]);
    const ways = [{ kind: 'unlock', id: 'f00' }, { kind: 'plan-again' }] as const;
    const stuck = reduce(demoState(), planSlice.event({ kind: 'ways-found', waysOut: ways }));
    expect(lines(stuck)).toEqual([
      '▲ only when that run is surely gone: Enter takes its lock f00 away, after a question',
      '▲ plan anew: Enter',
    ]);
  });
});
