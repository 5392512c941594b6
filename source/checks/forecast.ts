import {
  type BirdConfig,
  type ConfigChannel,
  type ConfigPlace,
  type ConfigProtocol,
  isGroup,
  type Node,
  nameOf,
  type Statement,
  writeNodes,
} from '../bird/config/index.ts';
import { readRouterId } from './groups/routers.ts';

/** What a change of the configuration does to one BGP session when BIRD takes it up. */
export interface SessionForecast {
  readonly session: string;
  /** `comes-back`: it was disabled by hand, and any reload enables it. `goes-down`: the configuration disables it. */
  readonly effect: 'kept' | 'flaps' | 'added' | 'removed' | 'comes-back' | 'goes-down';
  /** What changed, without values: they may be secret. */
  readonly reasons: readonly string[];
  /** It is not Established now: a restart takes nothing from it. */
  readonly isDown?: true;
  /** Where it is configured now, or was. */
  readonly place: ConfigPlace;
}

/**
 * Foretells what happens to the BGP sessions of a router when it takes up a configuration. `version` as
 * `birdc show status` prints it (`2.0.12`, `3.1.8`); unknown is taken for the one that flaps more. Sessions that are
 * not touched are left out. BIRD compares each protocol with what it was: some options are changed in place, all
 * others restart the session.
 */
export function forecast(
  before: BirdConfig,
  after: BirdConfig,
  version: string | undefined,
  disabledByHand: readonly string[] = [],
): SessionForecast[] {
  const [old, fresh] = [new ReadConfig(before), new ReadConfig(after)];
  const allFlap = readRouterId(before)?.value === readRouterId(after)?.value ? [] : ['router id'];
  const forecasts: SessionForecast[] = [];
  for (const [session, protocol] of fresh.sessions) {
    const { namePlace: place } = protocol;
    const previous = old.sessions.get(session);
    if (previous === undefined) {
      forecasts.push({ session, effect: 'added', reasons: [], place });
      continue;
    }
    const changes = compareProtocols(previous, protocol, old, fresh, version);
    const effect = decideEffect(
      old.isDisabled(previous),
      fresh.isDisabled(protocol),
      disabledByHand.includes(session),
      [...changes.hard, ...allFlap],
    );
    const reasons = effect === 'kept' ? changes.soft : [...allFlap, ...changes.hard];
    if (effect !== 'kept' || reasons.length > 0) forecasts.push({ session, effect, reasons, place });
  }
  for (const [session, { namePlace: place }] of old.sessions)
    if (!fresh.sessions.has(session)) forecasts.push({ session, effect: 'removed', reasons: [], place });
  return forecasts;
}

function decideEffect(
  wasDisabled: boolean,
  isDisabled: boolean,
  byHand: boolean,
  hard: readonly string[],
): SessionForecast['effect'] {
  if (isDisabled) return wasDisabled || byHand ? 'kept' : 'goes-down';
  if (wasDisabled || byHand) return 'comes-back';
  return hard.length > 0 ? 'flaps' : 'kept';
}

/** A configuration with its sessions by name, and constants put in wherever they are used. */
class ReadConfig {
  readonly sessions: ReadonlyMap<string, ConfigProtocol>;
  readonly #config: BirdConfig;

  constructor(config: BirdConfig) {
    this.#config = config;
    const sessions = config.protocols.filter(({ type }) => type === 'bgp');
    this.sessions = new Map(sessions.map((protocol) => [protocol.name, protocol]));
  }

  isDisabled({ statements }: ConfigProtocol): boolean {
    const statement = statements.findLast(({ nodes }) => nameOf(nodes[0]) === 'disabled');
    return statement !== undefined && !['off', 'no'].includes(nameOf(statement.nodes[1]) ?? '');
  }

  /** Text of a statement with constants and, for a policy, the bodies of the filters it names. */
  write({ nodes }: Statement): string {
    const names = new Set<string>();
    const text = writeNodes(this.#expand(nodes, 0));
    this.#collectRoutines(nodes, names);
    const bodies = [...names].map((name) => {
      const routine = this.#config.filters.get(name) ?? this.#config.functions.get(name);
      return writeNodes(this.#expand(routine?.body ?? [], 0));
    });
    return [text, ...bodies].join('\n');
  }

  #expand(nodes: readonly Node[], depth: number): readonly Node[] {
    if (depth > 20) return nodes;
    return nodes.flatMap((node): readonly Node[] => {
      if (isGroup(node)) return [{ ...node, nodes: this.#expand(node.nodes, depth + 1) }];
      const constant = node.kind === 'word' ? this.#config.constants.get(node.text) : undefined;
      return constant === undefined ? [node] : this.#expand(constant.value, depth + 1);
    });
  }

  /** Filters and functions that nodes lead to. */
  #collectRoutines(nodes: readonly Node[], names: Set<string>): void {
    for (const node of nodes) {
      if (isGroup(node)) this.#collectRoutines(node.nodes, names);
      const name = nameOf(node);
      if (name === undefined || names.has(name)) continue;
      const routine = this.#config.filters.get(name) ?? this.#config.functions.get(name);
      if (routine === undefined) continue;
      names.add(name);
      this.#collectRoutines(routine.body, names);
    }
  }
}

interface Changes {
  /** Options that restart the session. */
  readonly hard: readonly string[];
  /** Options that BIRD changes in place. */
  readonly soft: readonly string[];
}

/** Options of a BGP protocol that are changed in place. */
const softOptions: ReadonlySet<string> = new Set(['description', 'bfd', 'debug', 'disabled']);
/** Options of a channel that are changed in place. */
const softChannelOptions: ReadonlySet<string> = new Set([
  'import filter',
  'export filter',
  'import limit',
  'export limit',
  'receive limit',
  'next hop self',
  'next hop keep',
  'preference',
  'cost',
  'debug',
  'rpki reload',
]);

function compareProtocols(
  before: ConfigProtocol,
  after: ConfigProtocol,
  old: ReadConfig,
  fresh: ReadConfig,
  version: string | undefined,
): Changes {
  const changed = listChanged(before.statements, after.statements, old, fresh, nameOption);
  const hard = changed.filter((option) => !softOptions.has(option));
  const soft = changed.filter((option) => softOptions.has(option) && option !== 'disabled');
  const types = new Set([...before.channels, ...after.channels].map(({ type }) => type));
  for (const type of types) {
    const [one, other] = [findChannel(before, type), findChannel(after, type)];
    if (one === undefined || other === undefined) {
      hard.push(one === undefined ? `new channel ${type}` : `channel ${type} gone`);
      continue;
    }
    for (const option of listChanged(one.statements, other.statements, old, fresh, nameChannelOption)) {
      const isSoft =
        softChannelOptions.has(option) || (option === 'import keep filtered' && isVersion2(version));
      (isSoft ? soft : hard).push(`${type} ${option}`);
    }
  }
  return { hard, soft };
}

function findChannel({ channels }: ConfigProtocol, type: string): ConfigChannel | undefined {
  return channels.find((channel) => channel.type === type);
}

/** Measured: 2.0.12 keeps sessions through `import keep filtered`, 3.3.2 does not. */
function isVersion2(version: string | undefined): boolean {
  return version !== undefined && /^2\./.test(version);
}

/** Names of the options whose last setting is not what it was. */
function listChanged(
  before: readonly Statement[],
  after: readonly Statement[],
  old: ReadConfig,
  fresh: ReadConfig,
  keyOf: (statement: Statement) => string,
): string[] {
  const [one, other] = [new Map<string, string>(), new Map<string, string>()];
  for (const statement of before) one.set(keyOf(statement), old.write(statement));
  for (const statement of after) other.set(keyOf(statement), fresh.write(statement));
  return [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name));
}

/** Options of two words that begin alike. */
const twoWords: ReadonlySet<string> = new Set([
  'local',
  'hold',
  'graceful',
  'long',
  'connect',
  'error',
  'keepalive',
  'ttl',
  'startup',
  'enable',
  'advertise',
  'rr',
  'rs',
  'allow',
  'source',
  'next',
  'send',
  'require',
  'min',
]);

function nameOption({ nodes }: Statement): string {
  const [first = '', second] = nodes.map(nameOf);
  if (first === 'local' && second !== 'role') return 'local';
  if (first === 'password' || first === 'passwords') return 'password';
  if (first === 'direct' || first === 'multihop') return 'multihop';
  return twoWords.has(first) && second !== undefined ? `${first} ${second}` : first;
}

function nameChannelOption({ nodes }: Statement): string {
  const [first = '', second, third] = nodes.map(nameOf);
  if (first === 'import' || first === 'export') {
    if (second === 'limit' || second === 'table') return `${first} ${second}`;
    return second === 'keep' ? 'import keep filtered' : `${first} filter`;
  }
  if (first === 'next' && third !== undefined) return `next hop ${third}`;
  if (first === 'add') return 'add paths';
  return second === undefined ? first : `${first} ${second}`;
}
