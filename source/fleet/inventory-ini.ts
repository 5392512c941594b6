import type { Place } from '../basics/problem.ts';
import { PyDict } from '../jinja/values.ts';
import { addNamedHosts, type InventorySource, invalid, setGroupVariables } from './inventory-yaml.ts';
import { readPythonLiteral } from './python-literal.ts';
import { splitShellWords } from './shell-split.ts';

type Section = { readonly group: string; readonly kind: 'hosts' | 'children' | 'vars' };

const header = /^\[([^:\]\s]+)(?::([\p{L}\p{N}_]+))?\]\s*(?:#.*)?$/u;
const groupName = /^([^:\]\s]+)\s*(?:#.*)?$/;

/** Adds an INI inventory to the graph: `[group]`, `[group:children]`, `[group:vars]`; what stands before is ungrouped. */
export function addIniInventory(text: string, source: InventorySource): void {
  const reader = new IniReader(source);
  for (const [index, line] of text.split(/\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/).entries()) {
    reader.readLine(line.trim(), { file: source.file, line: index + 1 });
  }
  reader.finish();
}

/** A group that a section speaks of before it is declared. */
interface Pending {
  readonly place: Place;
  readonly parents: string[];
}

class IniReader {
  readonly #source: InventorySource;
  readonly #pending = new Map<string, Pending>();
  #section: Section = { group: 'ungrouped', kind: 'hosts' };

  constructor(source: InventorySource) {
    this.#source = source;
  }

  readLine(line: string, place: Place): void {
    if (line === '' || line.startsWith('#') || line.startsWith(';')) return;
    const match = header.exec(line);
    if (match !== null) this.#openSection(match[1] ?? '', match[2] ?? 'hosts', place);
    else if (line.startsWith('[') && line.endsWith(']')) throw invalid(`${line} is no section header`, place);
    else if (this.#section.kind === 'hosts') this.#addHosts(line, place);
    else if (this.#section.kind === 'vars') this.#setVariable(line, place);
    else this.#addChild(line, place);
  }

  /** Every group that was spoken of is declared by now, or the file is wrong. */
  finish(): void {
    for (const [name, { place, parents }] of this.#pending) {
      const section = parents.length > 0 ? `[${parents.at(-1)}:children]` : `[${name}:vars]`;
      throw invalid(`${section} names the group ${name}, which is declared nowhere`, place);
    }
  }

  #openSection(group: string, kind: string, place: Place): void {
    if (kind !== 'hosts' && kind !== 'children' && kind !== 'vars') {
      throw invalid(
        `[${group}:${kind}] is no section; after the colon stands children, vars or hosts`,
        place,
      );
    }
    this.#section = { group, kind };
    const known = this.#source.graph.groups.has(group);
    if (!known && kind === 'vars' && !this.#pending.has(group))
      this.#pending.set(group, { place, parents: [] });
    this.#source.graph.addGroup(group);
    if (kind !== 'vars') this.#settle(group, place);
  }

  #settle(group: string, place: Place): void {
    const pending = this.#pending.get(group);
    if (pending === undefined) return;
    this.#pending.delete(group);
    for (const parent of pending.parents) this.#source.graph.addChild(parent, group, place);
  }

  #addHosts(line: string, place: Place): void {
    const split = splitShellWords(line);
    if (split.kind === 'invalid') throw invalid(split.reason, place);
    const [pattern = '', ...assignments] = split.words;
    if (pattern === '') throw invalid('a line without a host name', place);
    const variables = new PyDict();
    for (const assignment of assignments) {
      const at = assignment.indexOf('=');
      if (at < 0) throw invalid(`after a host name stands name=value, not ${assignment}`, place);
      this.#assign(variables, assignment.slice(0, at), assignment.slice(at + 1), place);
    }
    this.#checkPattern(pattern, place);
    addNamedHosts(pattern, this.#section.group, variables, place, this.#source);
  }

  #checkPattern(pattern: string, place: Place): void {
    if (pattern.endsWith(':'))
      throw invalid(`the host name ${pattern} ends in a colon without a port`, place);
    if (pattern === '---') throw invalid('this looks like YAML; such a file ends in .yml', place);
  }

  #setVariable(line: string, place: Place): void {
    const at = line.indexOf('=');
    if (at < 0) throw invalid(`in a vars section stands name = value, not ${line}`, place);
    const variables = new PyDict();
    this.#assign(variables, line.slice(0, at).trim(), line.slice(at + 1).trim(), place);
    setGroupVariables(this.#source.graph.addGroup(this.#section.group), variables, this.#source);
  }

  #assign(variables: PyDict, name: string, text: string, place: Place): void {
    const reading = readPythonLiteral(text);
    variables.set(name, reading.kind === 'value' ? reading.value : text);
    this.#source.marks.record(variables, name, { place, secret: false });
  }

  #addChild(line: string, place: Place): void {
    const child = groupName.exec(line)?.[1];
    if (child === undefined)
      throw invalid(`in a children section stands one group name a line, not ${line}`, place);
    if (this.#source.graph.groups.has(child)) {
      this.#source.graph.addChild(this.#section.group, child, place);
      return;
    }
    const pending = this.#pending.get(child);
    if (pending) pending.parents.push(this.#section.group);
    else this.#pending.set(child, { place, parents: [this.#section.group] });
  }
}
