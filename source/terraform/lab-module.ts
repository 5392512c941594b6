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
  /** Its services run as containers. */
  readonly engine: boolean;
}

/**
 * The lab module's variables: every host of the fleet, as the lab's overlay says it is reached. `findHostKey` gives
 * the key a host is known by, as in `known_hosts`: type and base64.
 */
export function describeLabModule(
  hosts: readonly Host[],
  findHostKey: (address: string, port: number) => string | undefined,
  engines: ReadonlySet<string> = new Set(),
): { readonly hosts: Readonly<Record<string, LabModuleHost>> } {
  return {
    hosts: Object.fromEntries(
      hosts.map((host) => [host.name, describeHost(host, findHostKey, engines.has(host.name))]),
    ),
  };
}

function describeHost(
  host: Host,
  findHostKey: (address: string, port: number) => string | undefined,
  engine: boolean,
): LabModuleHost {
  const { address, port = 22, user = '', privateKeyFile = '' } = host.connection;
  const hostKey = findHostKey(address, port);
  return {
    group: host.templateGroup,
    address,
    port,
    user,
    private_key_file: privateKeyFile,
    engine,
    ...(hostKey === undefined ? {} : { host_key: hostKey }),
  };
}

/** A service that the lab's state says was started. */
export interface LabService {
  readonly address: string;
  readonly host: string;
  readonly unit: string;
  /** It is a container of the host's engine, not a unit of its systemd. */
  readonly container: boolean;
}

/** Reads the services out of `terraform show -json` of the lab's state; an empty state has none. */
export function readLabServices(state: unknown): LabService[] {
  const module = asRecord(field(asRecord(field(asRecord(state), 'values')), 'root_module'));
  return asList(field(module, 'resources'))
    .map(asRecord)
    .flatMap((resource) => {
      const address = asText(field(resource, 'address'));
      const host = asText(field(resource, 'index'))?.split('/')[0];
      const output = asRecord(field(asRecord(field(resource, 'values')), 'output'));
      const unit = asText(field(output, 'name'));
      const container = field(output, 'engine') === 'docker';
      return address !== undefined && host !== undefined && unit !== undefined
        ? [{ address, host, unit, container }]
        : [];
    });
}

/**
 * The images that the lab's engines have under each name, as a state that `terraform_remote_state` reads: what a
 * registry's data source is in production. Terraform's own format 4.
 */
export function writeImagesState(images: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const outputs = { image_ids: { value: images, type: ['map', ['map', 'string']] } };
  const state = {
    version: 4,
    terraform_version: '1.6.0',
    serial: 1,
    lineage: 'lab-images',
    outputs,
    resources: [],
  };
  return `${JSON.stringify(state, undefined, 2)}\n`;
}
