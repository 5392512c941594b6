import {
  type BirdConfig,
  type ConfigPlace,
  type ConfigProtocol,
  isGroup,
  isSign,
  isWord,
  type Node,
  nameOf,
  readAddress,
  readNumber,
} from '../bird/config/index.ts';
import { networkOf, type Prefix, parsePrefix } from './addresses.ts';

/** A `route` of a static protocol. */
export interface StaticRoute {
  readonly protocol: ConfigProtocol;
  readonly prefix: Prefix;
  readonly place: ConfigPlace;
  /** `discard`: packets end here, which is how a prefix is originated. */
  readonly kind: 'discard' | 'via' | 'other';
  readonly via?: string;
  readonly interface?: string;
}

/** A record of a ROA table that is written into the configuration. */
export interface StaticRoa {
  readonly prefix: Prefix;
  readonly maxLength: number;
  readonly asn: number;
  readonly place: ConfigPlace;
}

const discards: ReadonlySet<string> = new Set(['blackhole', 'unreachable', 'prohibit', 'reject']);

/** The routes of all static protocols that are not disabled. */
export function listStaticRoutes(config: BirdConfig): StaticRoute[] {
  return listRouteStatements(config).flatMap(({ protocol, nodes, place }): StaticRoute[] => {
    const read = readPrefix(nodes, config);
    if (read === undefined) return [];
    const { prefix, rest } = read;
    const [word, second, third] = rest;
    if (discards.has(nameOf(word) ?? '')) return [{ protocol, prefix, place, kind: 'discard' }];
    if (!isWord(word, 'via')) return [{ protocol, prefix, place, kind: 'other' }];
    const via = readAddress(second, config);
    const device = second?.kind === 'string' ? second.text : isSign(third, '%') ? textOf(rest[3]) : undefined;
    return [
      {
        protocol,
        prefix,
        place,
        kind: 'via',
        ...(via === undefined ? {} : { via }),
        ...(device === undefined ? {} : { interface: device }),
      },
    ];
  });
}

/** Records of ROA tables: `route 2001:db8::/32 max 48 as 64496`. */
export function listStaticRoas(config: BirdConfig): StaticRoa[] {
  return listRouteStatements(config).flatMap(({ nodes, place }) => {
    const read = readPrefix(nodes, config);
    const asAt = read?.rest.findIndex((node) => isWord(node, 'as')) ?? -1;
    const asn = read && asAt >= 0 ? readNumber(read.rest[asAt + 1], config) : undefined;
    if (read === undefined || asn === undefined) return [];
    const maxAt = read.rest.findIndex((node) => isWord(node, 'max'));
    const maxLength = maxAt < 0 ? undefined : readNumber(read.rest[maxAt + 1], config);
    return [{ prefix: read.prefix, maxLength: maxLength ?? read.prefix.length, asn, place }];
  });
}

interface RouteStatement {
  readonly protocol: ConfigProtocol;
  readonly nodes: readonly Node[];
  readonly place: ConfigPlace;
}

function listRouteStatements(config: BirdConfig): RouteStatement[] {
  return config.protocols
    .filter(({ type, statements }) => type === 'static' && !statements.some(isDisabled))
    .flatMap((protocol) =>
      protocol.statements
        .filter(({ nodes }) => isWord(nodes[0], 'route'))
        .map(({ nodes, place }) => ({ protocol, nodes: nodes.slice(1), place })),
    );
}

function isDisabled({ nodes }: { readonly nodes: readonly Node[] }): boolean {
  return isWord(nodes[0], 'disabled') && !isWord(nodes[1], 'off') && !isWord(nodes[1], 'no');
}

/** A prefix at the beginning, and what follows it; a constant may stand for it. */
function readPrefix(
  nodes: readonly Node[],
  config: BirdConfig,
): { readonly prefix: Prefix; readonly rest: readonly Node[] } | undefined {
  const [first, slash, length] = nodes;
  const constant = config.constants.get(nameOf(first) ?? '');
  if (constant !== undefined) {
    const read = readPrefix(constant.value, { ...config, constants: new Map() });
    return read && { prefix: read.prefix, rest: nodes.slice(1) };
  }
  if (first?.kind !== 'address' || !isSign(slash, '/') || length === undefined || isGroup(length))
    return undefined;
  const prefix = parsePrefix(`${first.text}/${length.text}`);
  return prefix && { prefix: networkOf(prefix), rest: nodes.slice(3) };
}

function textOf(node: Node | undefined): string | undefined {
  return node === undefined || isGroup(node) ? undefined : node.text;
}
