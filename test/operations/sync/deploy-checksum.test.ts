import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HostName } from '../../../source/fleet/model.ts';
import { checksumDeploy } from '../../../source/operations/sync/deploy-checksum.ts';
import type { TerraformPlan } from '../../../source/operations/terraform/plans.ts';
import type { RenderedFile, RenderedTree } from '../../../source/rendering/rendered-file.ts';

const host = (name: string): HostName => name as HostName;

function file(name: string, path: string, text: string, mode = 0o600): RenderedFile {
  return {
    host: host(name),
    path,
    mode,
    content: Buffer.from(text),
    source: 'templates/config/ixp/bird/bird.conf.j2',
    inputs: [],
    variables: [],
    secretRanges: [],
  };
}

function treeOf(files: Readonly<Record<string, readonly RenderedFile[]>>): RenderedTree {
  return new Map(Object.entries(files).map(([name, each]) => [host(name), each]));
}

const tree = treeOf({ a: [file('a', 'bird/bird.conf', 'one'), file('a', 'caddy/Caddyfile', 'two')], b: [] });
const plan: TerraformPlan = {
  changes: [
    { address: 'x.a', action: 'update', attributes: [{ path: 'image', before: '"1"', after: '"2"' }] },
    { address: 'x.b', action: 'create', attributes: [] },
  ],
  add: 1,
  change: 1,
  remove: 0,
  planFile: '/state/plans/1.tfplan',
};
const whole = checksumDeploy(tree, plan);

test('the same files and the same plan have the same checksum, in whatever order they came', () => {
  const turned = treeOf({
    b: [],
    a: [file('a', 'caddy/Caddyfile', 'two'), file('a', 'bird/bird.conf', 'one')],
  });
  const other = { ...plan, planFile: '/state/plans/2.tfplan', changes: [...plan.changes].reverse() };
  expect(checksumDeploy(turned, other)).toBe(whole);
});

test('everything that would be brought counts', () => {
  const [first, second] = plan.changes;
  const others = [
    checksumDeploy(treeOf({ a: [file('a', 'bird/bird.conf', 'other')], b: [] }), plan),
    checksumDeploy(treeOf({ a: [file('a', 'bird/bird.conf', 'one', 0o700)], b: [] }), plan),
    checksumDeploy(treeOf({ a: [] }), plan),
    checksumDeploy(tree, undefined),
    checksumDeploy(tree, { ...plan, remove: 1 }),
    checksumDeploy(tree, { ...plan, changes: first ? [first] : [] }),
    checksumDeploy(tree, { ...plan, changes: second ? [second] : [] }),
  ];
  expect(new Set([whole, ...others]).size).toBe(others.length + 1);
});

test('no two trees are taken for one another by how their names and contents are cut', () => {
  const files = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { maxKeys: 3 });
  const make = (given: Record<string, string>): RenderedTree =>
    treeOf({ a: Object.entries(given).map(([path, text]) => file('a', path, text)) });
  const canonical = (given: Record<string, string>): string =>
    JSON.stringify(Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)));
  fc.assert(
    fc.property(files, files, (one, two) => {
      const same = checksumDeploy(make(one), undefined) === checksumDeploy(make(two), undefined);
      expect(same).toBe(canonical(one) === canonical(two));
    }),
  );
});

test('so do the rules and checks that say what becomes of the files', () => {
  const rule = { name: 'web', match: 'web/*', activate: { reload: 'nginx' } };
  const none = { delivery: [], checks: [] };
  expect(checksumDeploy(tree, plan, none)).toBe(whole);
  const ruled = checksumDeploy(tree, plan, { ...none, delivery: [rule] });
  expect(ruled).not.toBe(whole);
  expect(checksumDeploy(tree, plan, { ...none, delivery: [{ ...rule, activate: 'none' }] })).not.toBe(ruled);
});
