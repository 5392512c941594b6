import { asList, asRecord, asText, field, type JsonRecord } from './json.ts';
import { dropKeys } from './resource-places.ts';

/** The inventory host a resource belongs to, if its address or its provider's alias names one. */
export type HostFinder = (address: string) => string | undefined;

const depthLimit = 32;

/**
 * Finds hosts by name as a word of the address (`module.ixp_ixpams01`, `["vltatl01"]`), else by the alias of the
 * provider the configuration gives the resource (`docker.coreams01`).
 */
export function createHostFinder(plan: unknown, hosts: Iterable<string>): HostFinder {
  const names = [...hosts].sort((left, right) => right.length - left.length);
  if (names.length === 0) return () => undefined;
  const pattern = new RegExp(`(?<![a-zA-Z0-9])(?:${names.map(escapePattern).join('|')})(?![a-zA-Z0-9])`);
  const known = new Set(names);
  const aliases = new Map<string, string>();
  collectAliases(field(asRecord(field(asRecord(plan), 'configuration')), 'root_module'), '', aliases, 0);
  return (address) => {
    const named = pattern.exec(address)?.[0];
    if (named !== undefined) return named;
    const alias = aliases.get(dropKeys(address));
    return alias !== undefined && known.has(alias) ? alias : undefined;
  };
}

function collectAliases(module: unknown, prefix: string, aliases: Map<string, string>, depth: number): void {
  if (depth > depthLimit) return;
  const record: JsonRecord = asRecord(module);
  for (const resource of asList(field(record, 'resources')).map(asRecord)) {
    const address = asText(field(resource, 'address'));
    const alias = asText(field(resource, 'provider_config_key'))?.split('.')[1];
    if (address !== undefined && alias !== undefined) aliases.set(`${prefix}${address}`, alias);
  }
  for (const [name, call] of Object.entries(asRecord(field(record, 'module_calls')))) {
    collectAliases(field(asRecord(call), 'module'), `${prefix}module.${name}.`, aliases, depth + 1);
  }
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
