import type { Host } from '../fleet/model.ts';
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

/**
 * The lab module's variables: every host of the fleet, as the lab's overlay says it is reached. `findHostKey` gives
 * the key a host is known by, as in `known_hosts`: type and base64.
 */
export function describeLabModule(
  hosts: readonly Host[],
  findHostKey: (address: string, port: number) => string | undefined,
): { readonly hosts: Readonly<Record<string, LabModuleHost>> } {
  return { hosts: Object.fromEntries(hosts.map((host) => [host.name, describeHost(host, findHostKey)])) };
}

function describeHost(
  host: Host,
  findHostKey: (address: string, port: number) => string | undefined,
): LabModuleHost {
  const { address, port = 22, user = '', privateKeyFile = '' } = host.connection;
  const hostKey = findHostKey(address, port);
  return {
    group: host.templateGroup,
    address,
    port,
    user,
    private_key_file: privateKeyFile,
    ...(hostKey === undefined ? {} : { host_key: hostKey }),
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
