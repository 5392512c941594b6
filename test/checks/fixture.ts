import type { CheckName } from '../../source/checks/catalogue.ts';
import type { RawFinding } from '../../source/checks/finding.ts';
import { type HostFiles, type Network, readNetwork } from '../../source/checks/network.ts';
import { runChecks } from '../../source/checks/run-checks.ts';
import type { HostName } from '../../source/fleet/model.ts';

/** A host of a test: its files, and its interfaces with addresses. */
export interface FixtureHost {
  readonly files: Readonly<Record<string, string>>;
  readonly interfaces?: Readonly<Record<string, readonly string[]>>;
}

export type FixtureNetwork = Readonly<Record<string, FixtureHost>>;

function isHostName(name: string): name is HostName {
  return name !== '';
}

export function hostName(name: string): HostName {
  if (!isHostName(name)) throw new Error('a host needs a name');
  return name;
}

export function toHostFiles(hosts: FixtureNetwork): HostFiles[] {
  return Object.entries(hosts).map(([name, { files, interfaces = {} }]) => ({
    host: hostName(name),
    files: new Map(Object.entries(files)),
    interfaces: new Map(Object.entries(interfaces)),
    names: [`${name}.example.net`],
  }));
}

export function read(hosts: FixtureNetwork): Network {
  return readNetwork(toHostFiles(hosts));
}

/** What the checks find, `CHECK: message` each. */
export function check(hosts: FixtureNetwork, name?: CheckName): string[] {
  return findings(hosts, name).map(({ check: found, finding }) => `${found}: ${finding.message}`);
}

export function findings(
  hosts: FixtureNetwork,
  name?: CheckName,
): { check: CheckName; finding: RawFinding }[] {
  return runChecks(read(hosts)).flatMap(({ check: found, answer }) =>
    'notChecked' in answer || (name !== undefined && name !== found)
      ? []
      : [{ check: found, finding: answer }],
  );
}

/** What could not be checked. */
export function unchecked(hosts: FixtureNetwork, name: CheckName): string[] {
  return runChecks(read(hosts)).flatMap(({ check: found, answer }) =>
    'notChecked' in answer && name === found ? [answer.notChecked] : [],
  );
}
