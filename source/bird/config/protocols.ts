import type { ConfigChannel, ConfigProtocol } from './model.ts';
import { splitStatements } from './statements.ts';
import { type ConfigPlace, isGroup, isWord, nameOf, type Statement, type Unread } from './tokens.ts';

/** A `protocol` or `template` as it is written, before its template is put in. */
export interface Definition {
  readonly type: string;
  readonly name: string | undefined;
  readonly place: ConfigPlace;
  readonly namePlace: ConfigPlace;
  readonly template: string | undefined;
  readonly statements: readonly Statement[];
  readonly channels: readonly ConfigChannel[];
}

/** Reads `protocol TYPE [NAME] [from TEMPLATE] { … }`; undefined where it is not of that form. */
export function readDefinition({ nodes, place }: Statement, unread: Unread[]): Definition | undefined {
  const body = nodes.at(-1);
  const type = nameOf(nodes[1]);
  if (type === undefined || !isGroup(body, '{')) return undefined;
  const words = nodes.slice(2, -1);
  const from = words.findIndex((node, index) => isWord(node, 'from') && index >= words.length - 2);
  const before = from < 0 ? words : words.slice(0, from);
  const named = before.at(-1);
  const name = nameOf(named);
  const extra = before.slice(0, -1).some((node) => nameOf(node) === undefined);
  if ((named !== undefined && name === undefined) || extra || before.length > 3) return undefined;
  const parts = splitChannels(splitStatements(body.nodes, unread), unread);
  return {
    type,
    name,
    place,
    namePlace: named?.place ?? place,
    template: from < 0 ? undefined : nameOf(words[from + 1]),
    ...parts,
  };
}

const channelWords: ReadonlySet<string> = new Set([
  'ipv4',
  'ipv6',
  'vpn4',
  'vpn6',
  'roa4',
  'roa6',
  'flow4',
  'flow6',
  'mpls',
  'aspa',
]);

function splitChannels(
  all: readonly Statement[],
  unread: Unread[],
): Pick<Definition, 'statements' | 'channels'> {
  const statements: Statement[] = [];
  const channels: ConfigChannel[] = [];
  for (const statement of all) {
    const channel = readChannel(statement, unread);
    if (channel === undefined) statements.push(statement);
    else channels.push(channel);
  }
  return { statements, channels };
}

/** `ipv6;`, `ipv6 { … }`, `ipv6 multicast { … }`. */
function readChannel({ nodes, place }: Statement, unread: Unread[]): ConfigChannel | undefined {
  if (!channelWords.has(nameOf(nodes[0]) ?? '')) return undefined;
  const body = nodes.at(-1);
  const words = isGroup(body, '{') ? nodes.slice(0, -1) : nodes;
  const names = words.map(nameOf);
  if (names.length > 2 || names.includes(undefined)) return undefined;
  const statements = isGroup(body, '{') ? splitStatements(body.nodes, unread) : [];
  return { type: names.join(' '), place, statements };
}

/** Templates deeper than this are a circle. */
const deepest = 20;
/** Many protocols that take a long template would multiply. */
const mostInherited = 500_000;

/** The protocols with what their templates give them, and the names that BIRD gives to those without one. */
export function expandProtocols(
  definitions: readonly Definition[],
  templates: ReadonlyMap<string, Definition>,
  unread: Unread[],
): ConfigProtocol[] {
  const counts = new Map<string, number>();
  let inherited = 0;
  return definitions.map((definition) => {
    const { type, name, place, namePlace, template } = definition;
    const whole = followTemplates(definition, templates, unread);
    inherited += whole.slice(0, -1).reduce((sum, each) => sum + countStatements(each), 0);
    const isTooMuch = inherited > mostInherited;
    if (isTooMuch && whole.length > 1)
      unread.push({ message: 'all templates together give too much to follow this one', place });
    const chain = isTooMuch ? [definition] : whole;
    const count = (counts.get(type) ?? 0) + (name === undefined ? 1 : 0);
    counts.set(type, count);
    return {
      type,
      name: name ?? `${type}${count}`,
      isNamed: name !== undefined,
      place,
      namePlace,
      ...(template === undefined ? {} : { template }),
      statements: chain.flatMap(({ statements }) => statements),
      channels: mergeChannels(chain.flatMap(({ channels }) => channels)),
    };
  });
}

function countStatements({ statements, channels }: Definition): number {
  return channels.reduce((sum, channel) => sum + channel.statements.length, statements.length);
}

/** The template's template first, the definition itself last. */
function followTemplates(
  definition: Definition,
  templates: ReadonlyMap<string, Definition>,
  unread: Unread[],
): Definition[] {
  const chain = [definition];
  let current = definition;
  while (current.template !== undefined && chain.length < deepest) {
    const template = templates.get(current.template);
    if (template === undefined) {
      unread.push({ message: `there is no template ${current.template} to go by`, place: current.place });
      break;
    }
    chain.unshift(template);
    current = template;
  }
  return chain;
}

/** A channel that is named again adds to what it was. */
function mergeChannels(channels: readonly ConfigChannel[]): ConfigChannel[] {
  const merged = new Map<string, ConfigChannel>();
  for (const channel of channels) {
    const known = merged.get(channel.type);
    const statements = [...(known?.statements ?? []), ...channel.statements];
    merged.set(channel.type, { type: channel.type, place: channel.place, statements });
  }
  return [...merged.values()];
}

/** The last statement that begins with these words: in BIRD it is the one that counts. */
export function findLastStatement(
  statements: readonly Statement[],
  ...words: readonly string[]
): Statement | undefined {
  return statements.findLast(({ nodes }) => words.every((word, index) => isWord(nodes[index], word)));
}
