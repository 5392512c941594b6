import { type ConfigFiles, lexWithIncludes } from './includes.ts';
import type { BirdConfig, ConfigConstant, ConfigRoutine, ConfigTable } from './model.ts';
import { type Definition, expandProtocols, readDefinition } from './protocols.ts';
import { buildTree, splitFile } from './statements.ts';
import { isGroup, isSign, isWord, type Node, nameOf, type Statement, type Unread } from './tokens.ts';

/** Reads a configuration with everything it includes. It never throws: what it cannot read is in `unread`. */
export function parseBirdConfig(source: ConfigFiles, path: string): BirdConfig {
  const lexed = lexWithIncludes(source, path);
  const tree = buildTree(lexed.tokens);
  const unread: Unread[] = [...lexed.unread, ...tree.unread];
  const reader = new FileReader(unread);
  for (const statement of splitFile(tree.nodes, unread)) reader.take(statement);
  const { filters, functions, constants, tables, options } = reader;
  const protocols = expandProtocols(reader.protocols, reader.templates, unread);
  return { protocols, filters, functions, constants, tables, options, unread };
}

const tableTypes: ReadonlySet<string> = new Set([
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

class FileReader {
  readonly protocols: Definition[] = [];
  readonly templates = new Map<string, Definition>();
  readonly filters = new Map<string, ConfigRoutine>();
  readonly functions = new Map<string, ConfigRoutine>();
  readonly constants = new Map<string, ConfigConstant>();
  readonly tables: ConfigTable[] = [];
  readonly options: Statement[] = [];
  readonly #unread: Unread[];

  constructor(unread: Unread[]) {
    this.#unread = unread;
  }

  take(statement: Statement): void {
    const [first, second] = statement.nodes;
    if (first?.kind !== 'word') {
      this.#tell('what stands here is no definition or option', statement);
      return;
    }
    if (first.text === 'protocol' || first.text === 'template') this.#takeProtocol(statement, first.text);
    else if (first.text === 'filter' || first.text === 'function') this.#takeRoutine(statement, first.text);
    else if (first.text === 'define') this.#takeConstant(statement);
    else if (first.text === 'include')
      this.#tell('an include that does not begin its line is no include', statement);
    else if (isTable(statement)) this.#takeTable(statement);
    else if (second !== undefined) this.options.push(statement);
    else this.#tell(`${first.text} alone says nothing`, statement);
  }

  #takeProtocol(statement: Statement, keyword: 'protocol' | 'template'): void {
    const definition = readDefinition(statement, this.#unread);
    if (definition === undefined) this.#tell(`this ${keyword} cannot be read`, statement);
    else if (keyword === 'protocol') this.protocols.push(definition);
    else if (definition.name !== undefined) this.templates.set(definition.name, definition);
  }

  #takeRoutine(statement: Statement, keyword: 'filter' | 'function'): void {
    const { nodes, place } = statement;
    const name = nameOf(nodes[1]);
    const body = nodes.at(-1);
    if (name === undefined || !isGroup(body, '{')) {
      this.#tell(`this ${keyword} cannot be read`, statement);
      return;
    }
    const parameters = isGroup(nodes[2], '(') ? readParameters(nodes[2].nodes) : [];
    const routines = keyword === 'filter' ? this.filters : this.functions;
    routines.set(name, { name, place, parameters, body: body.nodes });
  }

  #takeConstant(statement: Statement): void {
    const { nodes, place } = statement;
    const name = nameOf(nodes[1]);
    if (name === undefined || !isSign(nodes[2], '=') || nodes.length < 4)
      this.#tell('this define cannot be read', statement);
    else this.constants.set(name, { name, place, value: nodes.slice(3) });
  }

  #takeTable(statement: Statement): void {
    const at = statement.nodes.findIndex((node) => isWord(node, 'table'));
    const name = nameOf(statement.nodes[at + 1]);
    if (name === undefined) this.#tell('this table has no name', statement);
    else this.tables.push({ type: nameOf(statement.nodes[0]) ?? '', name, place: statement.place });
  }

  #tell(message: string, { place }: Statement): void {
    this.#unread.push({ message, place });
  }
}

function isTable({ nodes }: Statement): boolean {
  const [first, second, third] = nodes;
  if (isWord(first, 'table')) return true;
  if (!tableTypes.has(nameOf(first) ?? '')) return false;
  return isWord(second, 'table') || isWord(third, 'table');
}

/** The names in `(int kind; prefix net)` and `(int kind, prefix net)`. */
function readParameters(nodes: readonly Node[]): string[] {
  const names: string[] = [];
  for (const [index, node] of nodes.entries()) {
    const next = nodes[index + 1];
    const isLast = next === undefined || isSign(next, ';') || isSign(next, ',');
    const name = nameOf(node);
    if (isLast && name !== undefined) names.push(name);
  }
  return names;
}
