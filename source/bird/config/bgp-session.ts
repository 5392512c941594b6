import type { BirdConfig, ConfigChannel, ConfigProtocol } from './model.ts';
import { findLastStatement } from './protocols.ts';
import { type ConfigPlace, isGroup, isSign, isWord, type Node, nameOf, type Statement } from './tokens.ts';
import { readAddress, readNumber, readSwitch, resolveNodes } from './values.ts';

/** A value and the line that sets it. */
export interface Placed<Value> {
  readonly value: Value;
  readonly place: ConfigPlace;
}

/** A BGP session as configured. A field is missing where nothing sets it, or where what does could not be read. */
export interface BgpSessionConfig {
  readonly protocol: ConfigProtocol;
  readonly name: string;
  readonly place: ConfigPlace;
  readonly localAs?: Placed<number>;
  readonly localAddress?: Placed<string>;
  readonly neighborAddress?: Placed<string>;
  readonly neighborAs?: Placed<number>;
  /** `neighbor … internal` or `external` in place of a number. */
  readonly neighborKind?: 'internal' | 'external';
  /** `neighbor range`: a template for peers that come by themselves. */
  readonly isDynamic: boolean;
  readonly interface?: string;
  readonly isDisabled: boolean;
  readonly isPassive: boolean;
  readonly reach: {
    readonly kind: 'direct' | 'multihop';
    readonly hops?: number;
    readonly place: ConfigPlace;
  };
  readonly password?: Placed<string>;
  readonly ttlSecurity: Placed<boolean>;
  readonly bfd: Placed<boolean>;
  readonly role?: Placed<string>;
  readonly gracefulRestart: Placed<'on' | 'aware' | 'off'>;
  /** `rs client` or `rr client`. */
  readonly isServerOf?: 'rs' | 'rr';
  readonly channels: readonly ConfigChannel[];
}

/** Reads a BGP protocol with the options of its template. */
export function readBgpSession(protocol: ConfigProtocol, config: BirdConfig): BgpSessionConfig {
  const { statements, place, name } = protocol;
  const local = readLocal(statements, config);
  const neighbor = readNeighbor(statements, config);
  const interfaceName = findLastStatement(statements, 'interface')?.nodes[1];
  const password = readPassword(statements, config);
  const role = findLastStatement(statements, 'local', 'role');
  const roleName = nameOf(role?.nodes[2]);
  const disabled = findLastStatement(statements, 'disabled');
  const passive = findLastStatement(statements, 'passive');
  const served = (['rs', 'rr'] as const).find((kind) => readFlag(statements, place, kind, 'client').value);
  return {
    protocol,
    name,
    place,
    ...local,
    ...neighbor,
    ...(interfaceName?.kind === 'string' && neighbor.interface === undefined
      ? { interface: interfaceName.text }
      : {}),
    isDisabled: disabled !== undefined && readSwitch(disabled.nodes[1]) === true,
    isPassive: passive !== undefined && readSwitch(passive.nodes[1]) === true,
    reach: readReach(statements, place, config, isInternal(local.localAs, neighbor)),
    ...(password === undefined ? {} : { password }),
    ttlSecurity: readFlag(statements, place, 'ttl', 'security'),
    bfd: readBfd(statements, place),
    ...(role === undefined || roleName === undefined ? {} : { role: { value: roleName, place: role.place } }),
    gracefulRestart: readGracefulRestart(statements, place),
    ...(served === undefined ? {} : { isServerOf: served }),
    channels: protocol.channels,
  };
}

type Local = Pick<BgpSessionConfig, 'localAs' | 'localAddress'>;
type Neighbor = Pick<
  BgpSessionConfig,
  'neighborAddress' | 'neighborAs' | 'neighborKind' | 'isDynamic' | 'interface'
>;

function isInternal(localAs: Placed<number> | undefined, neighbor: Neighbor): boolean {
  if (neighbor.neighborKind !== undefined) return neighbor.neighborKind === 'internal';
  return localAs !== undefined && localAs.value === neighbor.neighborAs?.value;
}

function readLocal(statements: readonly Statement[], config: BirdConfig): Local {
  let result: Local = {};
  for (const statement of statements) {
    const { nodes, place } = statement;
    if (isWord(nodes[0], 'source') && isWord(nodes[1], 'address')) {
      const address = readAddress(nodes[2], config);
      if (address !== undefined) result = { ...result, localAddress: { value: address, place } };
    }
    if (!isWord(nodes[0], 'local') || isWord(nodes[1], 'role')) continue;
    const address = readAddress(nodes[1], config);
    const asn = readAfter(nodes, 'as', config);
    result = {
      ...result,
      ...(address === undefined ? {} : { localAddress: { value: address, place } }),
      ...(asn === undefined ? {} : { localAs: { value: asn, place } }),
    };
  }
  return result;
}

function readNeighbor(statements: readonly Statement[], config: BirdConfig): Neighbor {
  let result: Neighbor = { isDynamic: false };
  for (const { nodes, place } of statements) {
    if (!isWord(nodes[0], 'neighbor')) continue;
    const isRange = isWord(nodes[1], 'range');
    const address = isRange ? undefined : readAddress(nodes[1], config);
    const asn = readAfter(nodes, 'as', config);
    const kind = (['internal', 'external'] as const).find((word) => nodes.some((node) => isWord(node, word)));
    const scope = readScope(nodes);
    result = {
      ...result,
      isDynamic: result.isDynamic || isRange,
      ...(address === undefined ? {} : { neighborAddress: { value: address, place } }),
      ...(asn === undefined ? {} : { neighborAs: { value: asn, place } }),
      ...(kind === undefined ? {} : { neighborKind: kind }),
      ...(scope === undefined ? {} : { interface: scope }),
    };
  }
  return result;
}

/** `fe80::1%eth0`, `fe80::1 % "eth0"`. */
function readScope(nodes: readonly Node[]): string | undefined {
  const at = nodes.findIndex((node) => isSign(node, '%'));
  const scope = at < 0 ? undefined : nodes[at + 1];
  return scope?.kind === 'string' ? scope.text : nameOf(scope);
}

function readAfter(nodes: readonly Node[], word: string, config: BirdConfig): number | undefined {
  const at = nodes.findIndex((node) => isWord(node, word));
  return at < 0 ? undefined : readNumber(nodes[at + 1], config);
}

/** The last of `direct` and `multihop` counts; without either an iBGP session is multihop. */
function readReach(
  statements: readonly Statement[],
  place: ConfigPlace,
  config: BirdConfig,
  internal: boolean,
): BgpSessionConfig['reach'] {
  const last = statements.findLast(
    ({ nodes: [first] }) => isWord(first, 'direct') || isWord(first, 'multihop'),
  );
  if (last === undefined) return internal ? { kind: 'multihop', hops: 64, place } : { kind: 'direct', place };
  if (isWord(last.nodes[0], 'direct')) return { kind: 'direct', place: last.place };
  const hops = last.nodes[1] === undefined ? 64 : readNumber(last.nodes[1], config);
  return { kind: 'multihop', place: last.place, ...(hops === undefined ? {} : { hops }) };
}

/** `password "…"`, or the first of a `passwords` block. */
function readPassword(statements: readonly Statement[], config: BirdConfig): Placed<string> | undefined {
  const statement = statements.findLast(
    ({ nodes: [first] }) => isWord(first, 'password') || isWord(first, 'passwords'),
  );
  if (statement === undefined) return undefined;
  const [, second, third] = statement.nodes;
  const candidates = isGroup(second, '{')
    ? listStrings(second.nodes)
    : resolveNodes(
        [second ?? third].flatMap((node) => node ?? []),
        config,
      );
  const first = candidates.find((node) => node.kind === 'string');
  return first?.kind === 'string' ? { value: first.text, place: statement.place } : undefined;
}

function listStrings(nodes: readonly Node[]): readonly Node[] {
  return nodes.filter((node) => node.kind === 'string');
}

function readFlag(
  statements: readonly Statement[],
  place: ConfigPlace,
  ...words: readonly string[]
): Placed<boolean> {
  const statement = findLastStatement(statements, ...words);
  if (statement === undefined) return { value: false, place };
  return { value: readSwitch(statement.nodes[words.length]) ?? true, place: statement.place };
}

/** `bfd`, `bfd on`, `bfd graceful`, `bfd { … }`. */
function readBfd(statements: readonly Statement[], place: ConfigPlace): Placed<boolean> {
  const statement = findLastStatement(statements, 'bfd');
  if (statement === undefined) return { value: false, place };
  return { value: readSwitch(statement.nodes[1]) ?? true, place: statement.place };
}

/** Without the option BIRD helps others to restart: `aware`. */
function readGracefulRestart(
  statements: readonly Statement[],
  place: ConfigPlace,
): BgpSessionConfig['gracefulRestart'] {
  const statement = statements.findLast(
    ({ nodes }) => isWord(nodes[0], 'graceful') && isWord(nodes[1], 'restart') && !isWord(nodes[2], 'time'),
  );
  if (statement === undefined) return { value: 'aware', place };
  if (isWord(statement.nodes[2], 'aware')) return { value: 'aware', place: statement.place };
  return { value: readSwitch(statement.nodes[2]) === false ? 'off' : 'on', place: statement.place };
}
