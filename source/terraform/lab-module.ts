import type { Host } from '../fleet/model.ts';
import { findKnownHosts, type KnownHost, knownHostName } from '../remote/known-hosts.ts';
import { asList, asRecord, asText, field } from './json.ts';

/** A host as `terraform/lab` takes it. */
export interface LabModuleHost {
  readonly group: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly private_key_file: string;
  readonly host_key?: string;
}

/** The lab module's variables: every host of the fleet, as the lab's overlay says it is reached. */
export function describeLabModule(
  hosts: readonly Host[],
  known: readonly KnownHost[],
): { readonly hosts: Readonly<Record<string, LabModuleHost>> } {
  return { hosts: Object.fromEntries(hosts.map((host) => [host.name, describeHost(host, known)])) };
}

function describeHost(host: Host, known: readonly KnownHost[]): LabModuleHost {
  const { address, port = 22, user = '', privateKeyFile = '' } = host.connection;
  const [entry] = findKnownHosts(known, knownHostName(address, port));
  return {
    group: host.templateGroup,
    address,
    port,
    user,
    private_key_file: privateKeyFile,
    ...(entry === undefined ? {} : { host_key: `${entry.type} ${entry.key}` }),
  };
}

/** A service that the lab's state says was started. */
export interface LabService {
  readonly address: string;
  readonly host: string;
  readonly unit: string;
}

/** Reads the services out of `terraform show -json` of the lab's state; an empty state has none. */
export function readLabServices(state: unknown): LabService[] {
  const module = asRecord(field(asRecord(field(asRecord(state), 'values')), 'root_module'));
  return asList(field(module, 'resources'))
    .map(asRecord)
    .flatMap((resource) => {
      const address = asText(field(resource, 'address'));
      const host = asText(field(resource, 'index'))?.split('/')[0];
      const unit = asText(field(asRecord(field(asRecord(field(resource, 'values')), 'output')), 'name'));
      return address !== undefined && host !== undefined && unit !== undefined
        ? [{ address, host, unit }]
        : [];
    });
}
