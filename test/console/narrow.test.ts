import { beforeAll, describe, expect, it } from 'vitest';
import type { GridSize } from '../../source/console/frame/cell-grid.ts';
import { shortenSince } from '../../source/console/rows/age.ts';
import type { ConsoleEvent } from '../../source/console/store/events.ts';
import { reduce } from '../../source/console/store/reducer.ts';
import type { ConsoleState } from '../../source/console/store/state.ts';
import { fitNames } from '../../source/console/widgets/fit-names.ts';
import type { HostDifference } from '../../source/operations/diff/changes.ts';
import type { ResourceChange, TerraformPlan } from '../../source/operations/terraform/plans.ts';
import { bundle } from '../terminal/bundle.ts';
import { demoChanges, demoClock, hostName } from './demo-fleet.ts';
import { demoState } from './demo-state.ts';

/** ink-table can be loaded from a bundle only, so frames are drawn by one. */
let frameOf: (state: ConsoleState) => string;

beforeAll(async () => {
  const script = await bundle(new URL('./draw-app.tsx', import.meta.url).pathname);
  const { drawApp }: typeof import('./draw-app.tsx') = await import(script);
  frameOf = drawApp;
});

const usual: GridSize = { columns: 80, rows: 24 };
const smallest: GridSize = { columns: 60, rows: 15 };
const sizes = [usual, smallest];

function draw(size: GridSize, ...events: readonly ConsoleEvent[]): string {
  return frameOf(events.reduce(reduce, demoState(size)));
}

const eight = [
  'coreams01',
  'ixpams01',
  'ixpfra01',
  'vltatl01',
  'vltcdg01',
  'vltlax01',
  'vltsin01',
  'vltsyd01',
];

function changeOf(host: string, action: ResourceChange['action']): ResourceChange {
  return { address: `terraform_data.${action}["${host}"]`, action, host, attributes: [] };
}

const bigPlan: TerraformPlan = {
  add: 8,
  change: 1,
  remove: 8,
  planFile: '/nowhere/plan',
  changes: [
    ...eight.map((host) => changeOf(host, 'create')),
    { address: 'terraform_data.zone', action: 'update', attributes: [] },
    ...eight.map((host) => changeOf(host, 'delete')),
  ],
};

const differences: readonly HostDifference[] = eight.map((host, index) => ({
  host: hostName(host),
  changes: demoChanges.slice(0, 1),
  stale: [],
  drifted: index === 0 ? ['bird/bird.conf'] : [],
}));

describe('a question on a small screen', () => {
  it.each(sizes)('of an apply labels every action, what is taken away first: $columns', (size) => {
    const frame = draw(size, { type: 'question-raised', question: { kind: 'apply', plan: bigPlan } });
    const actions = frame.split('\n').filter((line) => /│ +(?:remove|change|add) \d/.test(line));
    expect(actions.map((line) => /(remove|change|add) (\d)/.exec(line)?.[0])).toEqual([
      'remove 8',
      'change 1',
      'add 8',
    ]);
    expect(actions[0]).toMatch(/remove 8 +coreams01 .*…\(\+\d\)/);
    expect(actions[1]).toContain('terraform_data.zone');
    expect(frame).toContain('8 to add, 1 to change, 8 to remove.');
    expect(frame).toContain('[ Cancel ]');
  });

  it('of a sync counts the hosts it has no room for', () => {
    const frame = draw(usual, { type: 'question-raised', question: { kind: 'sync', differences } });
    expect(frame).toMatch(/host +files +sessions +edited/);
    const shown = frame
      .split('\n')
      .filter((line) => /│ +(?:core|ixp|vlt)\w+ +1 +\d +[01] /.test(line)).length;
    const more = Number(/and (\d) more hosts?/.exec(frame)?.[1] ?? 0);
    expect(shown + more).toBe(8);
    expect(shown).toBeGreaterThan(4);
  });

  it.each(sizes)('of a sync says in full what it means: $columns', (size) => {
    const frame = draw(size, { type: 'question-raised', question: { kind: 'sync', differences } });
    expect(frame).toContain('Sync 8 hosts of LAB default?');
    expect(frame).toContain('8 files on 8 hosts; 6 sessions up');
    expect(frame).toContain('overwritten.');
    expect(frame).toContain('[ Cancel ]');
  });

  it('shows a long line whole', () => {
    const lines = ['ED25519 SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8 of [2001:db8:1:2:3::4]:22'];
    const question = { kind: 'asked', id: 1, title: 'Trust the key?', lines, proceed: 'trust' } as const;
    for (const size of sizes) expect(draw(size, { type: 'question-raised', question })).toContain('::4]:22');
  });
});

const applying: ConsoleEvent = { type: 'work-started', kind: 'apply', at: demoClock, total: 8 };

describe('the progress on a small screen', () => {
  const address = 'terraform_data.service["coreams01/prometheus"]';

  it('keeps the end of an address and what happens to it', () => {
    const frame = draw(
      usual,
      applying,
      { type: 'work-event', event: { type: 'terraform-stage', stage: 'apply' } },
      { type: 'work-event', event: { type: 'resource', address, state: 'done', detail: 'create, 2 s' } },
    );
    expect(frame).toMatch(/…\S*\["coreams01\/prometheus"\] {2}done create, 2 s/);
    expect(frame).toContain('─ apply 1/8 ─');
    expect(frame).not.toContain('apply 1/8 apply');
  });

  it('offers the keys that work now', () => {
    const last = draw(usual, applying).split('\n').at(-1);
    expect(last).toContain('Ctrl-C stop');
    expect(last).not.toMatch(/ [rsa] (?:render|sync|apply) /);
    expect(draw(usual).split('\n').at(-1)).toMatch(/r render .*s sync .*a apply/);
  });

  it('has the hosts in the order of the inventory', () => {
    const stages = ['ixpfra01', 'vltatl01', 'coreams01'].map(
      (host): ConsoleEvent => ({
        type: 'work-event',
        event: { type: 'host-stage', host: hostName(host), stage: 'staging' },
      }),
    );
    const frame = draw(usual, { type: 'work-started', kind: 'sync', at: demoClock, total: 3 }, ...stages);
    expect(frame.match(/\w+(?= +staging)/g)).toEqual(['coreams01', 'ixpfra01', 'vltatl01']);
  });
});

describe('the help', () => {
  it.each(sizes)('says everything in full on a small screen: $columns', (size) => {
    const frame = draw(size, { type: 'mode-entered', mode: { kind: 'help' } });
    const words = frame.replaceAll(/[│\n ]+/g, ' ');
    expect(words).toContain('Render the templates and show what changed in the rendered files');
    expect(words).toContain('the differences, and after a question put them there');
    expect(frame).not.toContain('all hosts');
  });
});

describe('the hosts on a small screen', () => {
  it('keep the age of one that does not answer', () => {
    expect(draw(usual)).toMatch(/vltcdg01 unre\S* +(?:\d+[mhd]|now)│/);
    expect(draw(smallest)).toContain('vltcdg01 unreac…│');
  });

  it('that do not answer are no hosts without sessions', () => {
    const state = demoState(usual);
    const silent = state.hosts.flatMap(({ status }): ConsoleEvent[] =>
      status === undefined
        ? []
        : [{ type: 'host-status', status: { ...status, reachable: false, sessions: [], tunnels: [] } }],
    );
    const frame = draw(usual, ...silent);
    expect(frame).toContain('5 hosts unreachable: nothing is known of');
    expect(frame).not.toContain('no BGP sessions here');
  });
});

describe('a session under the cursor', () => {
  it('has its state and since when, in the room there is', () => {
    const wide = draw({ columns: 100, rows: 40 }, { type: 'focused', focus: 'main' });
    expect(wide).toMatch(/peer_example AS64496 +Connect since 11-20 09:12/);
    expect(draw(usual)).toMatch(/peer_example AS64496 +Connect since 11-20 09:12/);
  });

  it('that changed today has the time', () => {
    expect(shortenSince('2026-11-21 09:12:44', demoClock)).toBe('09:12:44');
    expect(shortenSince('2026-11-20 09:12:44', demoClock)).toBe('11-20 09:12');
  });
});

describe('names in a line', () => {
  it('are counted where they do not fit', () => {
    expect(fitNames(['a', 'b'], 3, '…')).toBe('a b');
    expect(fitNames(['alpha', 'beta', 'gamma'], 12, '…')).toBe('alpha …(+2)');
    expect(fitNames(['alphabetical', 'beta'], 11, '…')).toBe('alph… …(+1)');
    expect(fitNames([], 5, '…')).toBe('');
  });
});
