import { createHash } from 'node:crypto';
import type { FleetSettings } from '../../fleet/settings.ts';
import type { RenderedTree } from '../../rendering/rendered-file.ts';
import type { TerraformPlan } from '../terraform/plans.ts';

/**
 * A checksum over what a deploy would bring: every rendered file with its mode, the rules and checks of `peerdeck.yml`
 * that say what becomes of them on the hosts, and what the Terraform plan does. Two
 * steps of a pipeline that have the same one are about the same thing. Sensitive values of the plan are only in it as
 * far as files carry them.
 */
export function checksumDeploy(
  tree: RenderedTree,
  plan: TerraformPlan | undefined,
  settings?: Pick<FleetSettings, 'delivery' | 'checks'>,
): string {
  const hash = createHash('sha256');
  const add = (...words: readonly string[]): void => {
    hash.update(`${JSON.stringify(words)}\n`);
  };
  for (const host of [...tree.keys()].sort()) {
    add('host', host);
    const files = [...(tree.get(host) ?? [])].sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const { path, mode, content } of files) {
      add('file', path, mode.toString(8), createHash('sha256').update(content).digest('hex'));
    }
  }
  for (const entry of [...(settings?.delivery ?? []), ...(settings?.checks ?? [])])
    add('setting', JSON.stringify(entry));
  if (plan === undefined) return hash.digest('hex');
  add('terraform', String(plan.add), String(plan.change), String(plan.remove));
  const changes = [...plan.changes].sort((a, b) => (a.address < b.address ? -1 : 1));
  for (const { address, action, attributes } of changes) {
    add('resource', address, action);
    for (const { path, before, after } of attributes) add('attribute', path, before, after);
  }
  for (const { name, action } of plan.detail?.outputs ?? []) add('output', name, action);
  return hash.digest('hex');
}
