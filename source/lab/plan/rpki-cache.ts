import type { SeedFile } from '../topology.ts';
import type { FleetData } from './network-data.ts';
import type { Outsider } from './outsider-model.ts';

/** A validated ROA payload as `stayrtr` reads it. */
interface Vrp {
  readonly prefix: string;
  readonly maxLength: number;
  readonly asn: string;
  readonly ta: 'lab';
}

/** Longest prefix of ours that a ROA allows: the longest the internet carries. */
const longestAnnounced = 48;

/** What the lab's RPKI says: our prefixes are ours, and the outsiders' theirs but for the one that must be refused. */
export function listVrps(data: FleetData, outsiders: readonly Outsider[]): Vrp[] {
  const { network } = data;
  const own = network === undefined ? [] : [network.core_prefix, network.probing_prefix];
  return [
    ...own.flatMap((prefix) =>
      prefix === undefined || network === undefined
        ? []
        : [makeVrp(prefix, network.edge_as, longestAnnounced)],
    ),
    ...outsiders.flatMap(({ origins }) => origins.map(({ prefix, roaAs }) => makeVrp(prefix, roaAs))),
  ];
}

function makeVrp(prefix: string, asn: number, longest = 0): Vrp {
  const maxLength = Math.max(longest, Number(prefix.split('/')[1]));
  return { prefix, maxLength, asn: `AS${asn}`, ta: 'lab' };
}

/** The file that `stayrtr -cache` serves. */
export function formatVrps(vrps: readonly Vrp[]): SeedFile {
  const content = JSON.stringify({ metadata: { counts: vrps.length }, roas: vrps }, null, 1);
  return {
    path: '/etc/stayrtr/vrps.json',
    mode: 0o644,
    owner: 'root',
    group: 'root',
    content: `${content}\n`,
  };
}
