import type { Fleet } from '../../fleet/model.ts';
import { createHostFinder } from '../../terraform/host-finder.ts';
import { asList, asRecord, asText, field } from '../../terraform/json.ts';

export type HostResourceKind = 'server' | 'dns' | 'container' | 'other';

/** A resource of Terraform's state that belongs to a host. */
export interface HostResource {
  readonly address: string;
  readonly type: string;
  readonly kind: HostResourceKind;
}

/** The managed resources of a state (Terraform's format 4) whose address or provider names this host. */
export function listHostResources(state: unknown, fleet: Pick<Fleet, 'hosts'>, host: string): HostResource[] {
  const find = createHostFinder(
    {},
    fleet.hosts.map(({ name }) => name),
  );
  return asList(field(asRecord(state), 'resources'))
    .map(asRecord)
    .filter((resource) => field(resource, 'mode') === 'managed')
    .flatMap((resource) => {
      const type = asText(field(resource, 'type')) ?? '';
      const module = asText(field(resource, 'module'));
      const name = asText(field(resource, 'name')) ?? '';
      const alias = /\]\.([\w-]+)$/.exec(asText(field(resource, 'provider')) ?? '')?.[1] ?? '';
      return asList(field(resource, 'instances')).flatMap((instance) => {
        const key = field(asRecord(instance), 'index_key');
        const index = typeof key === 'string' || typeof key === 'number' ? `[${JSON.stringify(key)}]` : '';
        const address = `${module === undefined ? '' : `${module}.`}${type}.${name}${index}`;
        return (find(address) ?? find(alias)) === host
          ? [{ address, type, kind: kindOf(type, instance) }]
          : [];
      });
    });
}

function kindOf(type: string, instance: unknown): HostResourceKind {
  if (/(?:^|_)(?:dns|record|zone|rrset)(?:_|$)/.test(type)) return 'dns';
  if (/(?:^|_)(?:instance|server|droplet|virtual_machine|linode)$/.test(type)) return 'server';
  const output = field(asRecord(field(asRecord(field(asRecord(instance), 'attributes')), 'output')), 'value');
  if (/container/.test(type) || field(asRecord(output), 'engine') === 'docker') return 'container';
  return 'other';
}
