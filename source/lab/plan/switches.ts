import type { LabLink } from '../topology.ts';
import {
  formatAddress,
  type InterfaceAddress,
  isInSubnet,
  parseInterfaceAddress,
  subnetOf,
} from './addresses.ts';

/** An interface before it is plugged in. */
export interface Plug {
  readonly host: string;
  readonly interface: string;
  readonly addresses: readonly string[];
}

interface Switch {
  readonly name: string;
  readonly subnets: Set<string>;
}

/**
 * The switches of a lab: interfaces whose addresses share a subnet share one. Subnets that meet on an interface are
 * on one switch too.
 */
export class Switches {
  readonly #switches: Switch[] = [];

  constructor(plugs: readonly Plug[]) {
    for (const group of groupSubnets(plugs)) this.#switches.push({ name: this.#nextName(), subnets: group });
  }

  get names(): readonly string[] {
    return this.#switches.map(({ name }) => name);
  }

  /** The link of an interface; one without an address stands on a switch of its own. */
  link(plug: Pick<Plug, 'interface' | 'addresses'>): LabLink {
    const parsed = readAddresses(plug.addresses);
    const subnets = parsed.map(subnetOf);
    const found = this.#switches.find((one) => subnets.some((subnet) => one.subnets.has(subnet)));
    const { name } = found ?? this.#add(subnets);
    return { interface: plug.interface, switch: name, addresses: parsed.map(formatAddress) };
  }

  /** The subnet, among those of the fleet's interfaces, that holds an address. */
  findSubnet(address: string): string | undefined {
    const subnets = this.#switches.flatMap((one) => [...one.subnets]);
    return subnets.find((subnet) => isInSubnet(address, subnet));
  }

  #add(subnets: readonly string[]): Switch {
    const added = { name: this.#nextName(), subnets: new Set(subnets) };
    this.#switches.push(added);
    return added;
  }

  #nextName(): string {
    return `lan${this.#switches.length + 1}`;
  }
}

function readAddresses(texts: readonly string[]): InterfaceAddress[] {
  return texts.map(parseInterfaceAddress).filter((address) => address !== undefined);
}

/** Sets of subnets that are one wire, in the order of the interfaces. */
function groupSubnets(plugs: readonly Plug[]): Set<string>[] {
  const groups: Set<string>[] = [];
  for (const plug of plugs) {
    const subnets = readAddresses(plug.addresses).map(subnetOf);
    if (subnets.length === 0) continue;
    const met = groups.filter((group) => subnets.some((subnet) => group.has(subnet)));
    const [first = new Set<string>(), ...others] = met;
    if (met.length === 0) groups.push(first);
    for (const subnet of [...subnets, ...others.flatMap((group) => [...group])]) first.add(subnet);
    for (const other of others) groups.splice(groups.indexOf(other), 1);
  }
  return groups;
}
