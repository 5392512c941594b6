import { z } from 'zod';
import type { Fleet, Host } from '../fleet/model.ts';
import { toPlain } from '../fleet/plain-values.ts';
import type { RenderedFile, RenderedTree } from '../rendering/rendered-file.ts';
import { canonicalAddress } from './addresses.ts';
import type { HostFiles } from './network.ts';

/** The configuration that the checks read. */
const isRead = /^(?:bird|wireguard)\//;

const addressList = z.array(z.string()).catch([]);
const interfaceShape = z
  .record(z.string(), z.object({ addresses: addressList }).catch({ addresses: [] }))
  .catch({});

/** The rendered configuration of every host, with what the inventory says of its interfaces. */
export function readHostFiles(fleet: Fleet, tree: RenderedTree): HostFiles[] {
  return fleet.hosts.flatMap((host) => {
    const files = tree.get(host.name);
    if (files === undefined) return [];
    return [
      {
        host: host.name,
        files: readTexts(files),
        interfaces: readInterfaces(host),
        names: [canonicalAddress(host.connection.address), host.name],
      },
    ];
  });
}

/** Texts of the files that the checks read, by path. */
export function readTexts(files: readonly Pick<RenderedFile, 'path' | 'content'>[]): Map<string, string> {
  const wanted = files.filter(({ path }) => isRead.test(path));
  return new Map(wanted.map(({ path, content }) => [path, content.toString('utf8')]));
}

/** `interfaces: {eth0: {addresses: [2001:db8::1/64]}}`, where the inventory has it. */
function readInterfaces({ variables }: Host): Map<string, readonly string[]> {
  const interfaces = interfaceShape.parse(toPlain(variables.get('interfaces')) ?? {});
  return new Map(Object.entries(interfaces).map(([name, { addresses }]) => [name, addresses]));
}
