import { charactersOf } from '../python/code-points.ts';
import { checkSize } from '../runtime/budget.ts';
import type { YamlMapping, YamlNode, YamlScalar, YamlSequence } from './yaml-node.ts';
import { findAnchors, runsOf } from './yaml-runs.ts';
import { analyzeScalar, escapeQuoted, type ScalarAnalysis } from './yaml-scalar.ts';

export interface EmitOptions {
  readonly indent: number;
  readonly width: number;
  readonly explicitStart: boolean;
  readonly explicitEnd: boolean;
}

/** Where a node stands. */
type Place = 'root' | 'item' | 'key' | 'value';

/** The text of a tree, laid out as libyaml, which PyYAML dumps with, lays it out. */
export function emitYaml(root: YamlNode, options: EmitOptions): string {
  return new Emitter(root, options).run();
}

class Emitter {
  readonly #root: YamlNode;
  readonly #options: EmitOptions;
  readonly #anchors: Map<YamlNode, string>;
  readonly #written = new Set<YamlNode>();
  #text = '';
  #column = 0;
  /** The last character was white space, or nothing. */
  #afterSpace = true;
  /** Only indentation and indicators stand on this line so far. */
  #atIndention = true;
  #indent: number | undefined;
  #flowLevel = 0;

  constructor(root: YamlNode, options: EmitOptions) {
    this.#root = root;
    this.#options = {
      ...options,
      indent: options.indent > 1 && options.indent < 10 ? options.indent : 2,
      width: options.width > options.indent * 2 ? options.width : 80,
    };
    this.#anchors = findAnchors(root);
  }

  run(): string {
    if (this.#options.explicitStart) this.#indicator('---', true);
    this.#node(this.#root, 'root');
    this.#newLine();
    if (this.#options.explicitEnd) {
      this.#indicator('...', true);
      this.#newLine();
    }
    return this.#text;
  }

  #write(text: string, width = text.length): void {
    this.#text += text;
    this.#column += width;
    checkSize(this.#text.length);
  }

  #indicator(sign: string, needsSpace: boolean, leavesSpace = false, keepsIndention = false): void {
    this.#write(this.#afterSpace || !needsSpace ? sign : ` ${sign}`);
    this.#afterSpace = leavesSpace;
    this.#atIndention &&= keepsIndention;
  }

  #lineBreak(): void {
    this.#text += '\n';
    this.#column = 0;
    this.#afterSpace = true;
    this.#atIndention = true;
  }

  /** Goes to the current indentation, on a new line unless this one is still empty up to there. */
  #newLine(): void {
    const indent = this.#indent ?? 0;
    if (!this.#atIndention || this.#column > indent || (this.#column === indent && !this.#afterSpace)) {
      this.#lineBreak();
    }
    if (this.#column >= indent) return;
    this.#afterSpace = true;
    this.#write(' '.repeat(indent - this.#column));
  }

  #inside(isFlow: boolean, isIndentless: boolean, write: () => void): void {
    const outer = this.#indent;
    if (outer === undefined) this.#indent = isFlow ? this.#options.indent : 0;
    else if (!isIndentless) this.#indent = outer + this.#options.indent;
    write();
    this.#indent = outer;
  }

  #node(node: YamlNode, place: Place): void {
    const anchor = this.#anchors.get(node);
    if (anchor !== undefined) {
      if (this.#written.has(node)) {
        this.#indicator(`*${anchor}`, true);
        return;
      }
      this.#written.add(node);
      this.#indicator(`&${anchor}`, true);
    }
    if (node.kind === 'scalar') this.#inside(true, false, () => this.#scalar(node, place));
    else if (node.kind === 'sequence') this.#sequence(node, place);
    else this.#mapping(node);
  }

  #sequence(node: YamlSequence, place: Place): void {
    if (this.#flowLevel > 0 || node.isFlow || node.items.length === 0) {
      this.#flow('[', ']', node.items, (item) => this.#node(item, 'item'));
      return;
    }
    // The items of a sequence under a key stand as far left as the key.
    const isIndentless = place === 'value' && !this.#atIndention;
    this.#inside(false, isIndentless, () => {
      for (const item of node.items) {
        this.#newLine();
        this.#indicator('-', true, false, true);
        this.#node(item, 'item');
      }
    });
  }

  #mapping(node: YamlMapping): void {
    if (node.tag !== undefined) this.#indicator(node.tag, true);
    if (this.#flowLevel > 0 || node.isFlow || node.pairs.length === 0) {
      this.#flow('{', '}', node.pairs, ([key, value]) => this.#flowPair(key, value));
      return;
    }
    this.#inside(false, false, () => {
      for (const [key, value] of node.pairs) {
        this.#newLine();
        this.#blockPair(key, value);
      }
    });
  }

  #flow<T>(open: string, close: string, parts: readonly T[], write: (part: T) => void): void {
    this.#indicator(open, true, true);
    this.#flowLevel += 1;
    this.#inside(true, false, () => {
      parts.forEach((part, index) => {
        if (index > 0) this.#indicator(',', false);
        if (this.#column > this.#options.width) this.#newLine();
        write(part);
      });
    });
    this.#flowLevel -= 1;
    this.#indicator(close, false);
  }

  #flowPair(key: YamlNode, value: YamlNode): void {
    if (this.#isSimpleKey(key)) {
      this.#node(key, 'key');
      this.#indicator(':', false);
    } else {
      this.#indicator('?', true);
      this.#node(key, 'value');
      if (this.#column > this.#options.width) this.#newLine();
      this.#indicator(':', true);
    }
    this.#node(value, 'value');
  }

  #blockPair(key: YamlNode, value: YamlNode): void {
    if (this.#isSimpleKey(key)) {
      this.#node(key, 'key');
      this.#indicator(':', false);
    } else {
      this.#indicator('?', true, false, true);
      this.#node(key, 'value');
      this.#newLine();
      this.#indicator(':', true, false, true);
    }
    this.#node(value, 'value');
  }

  /** A key that fits before its colon: short and on one line. */
  #isSimpleKey(node: YamlNode): boolean {
    const anchor = this.#anchors.get(node);
    if (anchor !== undefined && this.#written.has(node)) return true;
    const extra = anchor?.length ?? 0;
    if (node.kind === 'sequence') return extra < 128 && node.items.length === 0;
    if (node.kind === 'mapping') return extra < 128 && node.pairs.length === 0;
    const { isMultiline } = analyzeScalar(charactersOf(node.text));
    const size = Buffer.byteLength(node.text) + extra + (node.tag?.length ?? 0);
    return size <= 128 && !isMultiline;
  }

  #scalar(node: YamlScalar, place: Place): void {
    const characters = charactersOf(node.text);
    if (node.tag !== undefined) {
      this.#indicator(node.tag, true);
      if (this.#flowLevel === 0 && place !== 'key') {
        this.#literal(node.text);
        return;
      }
    }
    const analysis = analyzeScalar(characters);
    const splits = place !== 'key';
    const style = this.#chooseStyle(node, analysis, place);
    if (style === 'plain') this.#plain(characters, splits);
    else if (style === 'single') this.#singleQuoted(characters, splits);
    else this.#doubleQuoted(characters, splits);
  }

  #chooseStyle(node: YamlScalar, analysis: ScalarAnalysis, place: Place): 'plain' | 'single' | 'double' {
    const allowsPlain = this.#flowLevel > 0 ? analysis.allowsFlowPlain : analysis.allowsBlockPlain;
    const isBare = analysis.isEmpty && (this.#flowLevel > 0 || place === 'key');
    if (place === 'key' && analysis.isMultiline) return 'double';
    if (node.isPlain && allowsPlain && !isBare) return 'plain';
    return analysis.allowsSingleQuoted ? 'single' : 'double';
  }

  #plain(characters: readonly string[], splits: boolean): void {
    if (characters.length === 0) return;
    if (!this.#afterSpace) this.#write(' ');
    this.#afterSpace = false;
    this.#atIndention = false;
    for (const run of runsOf(characters)) {
      const isSingleSpace = run.kind === 'space' && run.text.length === 1 && !run.isLast;
      if (isSingleSpace && this.#column > this.#options.width && splits) {
        this.#newLine();
        this.#afterSpace = false;
        this.#atIndention = false;
      } else {
        this.#write(run.text.join(''), run.text.length);
      }
    }
  }

  #singleQuoted(characters: readonly string[], splits: boolean): void {
    this.#indicator("'", true);
    for (const run of runsOf(characters)) {
      const isInner = !run.isFirst && !run.isLast;
      if (
        run.kind === 'space' &&
        run.text.length === 1 &&
        isInner &&
        splits &&
        this.#column > this.#options.width
      ) {
        this.#newLine();
      } else if (run.kind === 'break') {
        this.#lineBreak();
        for (const _ of run.text) this.#lineBreak();
        this.#newLine();
      } else {
        const text = run.text.map((character) => (character === "'" ? "''" : character));
        this.#write(
          text.join(''),
          text.reduce((width, part) => width + (part === "''" ? 2 : 1), 0),
        );
      }
    }
    this.#indicator("'", false);
  }

  #doubleQuoted(characters: readonly string[], splits: boolean): void {
    this.#indicator('"', true);
    let afterSpace = false;
    characters.forEach((character, index) => {
      const isInner = index > 0 && index < characters.length - 1;
      const isTooWide = splits && !afterSpace && this.#column > this.#options.width;
      const escaped = escapeQuoted(character);
      if (escaped === undefined && character === ' ' && isInner && isTooWide) {
        this.#newLine();
        if (characters[index + 1] === ' ') this.#write('\\');
      } else {
        this.#write(escaped ?? character, escaped?.length ?? 1);
      }
      afterSpace = character === ' ';
    });
    this.#indicator('"', false);
  }

  /** Lines as they are, for values with a tag; they end in one line break. */
  #literal(text: string): void {
    this.#indicator('|', true);
    this.#lineBreak();
    for (const line of text.split('\n').slice(0, -1)) {
      this.#newLine();
      this.#write(line);
      this.#afterSpace = false;
      this.#atIndention = false;
      this.#lineBreak();
    }
  }
}
