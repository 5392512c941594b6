import { LineCounter, type Node } from 'yaml';
import { OperatorError, type Place } from '../basics/problem.ts';

/** Where the nodes of one file stand, and the errors that say so. */
export class YamlPlaces {
  readonly lines = new LineCounter();
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Where a node begins; its tag and anchor stand before that. */
  find(node: Node | null): Required<Place> {
    return this.findOffset(node?.range?.[0] ?? 0);
  }

  findOffset(offset: number): Required<Place> {
    const { line, col } = this.lines.linePos(offset);
    return { file: this.#file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  refuse(node: Node | null, reason: string): OperatorError {
    return this.refuseAt(node?.range?.[0] ?? 0, reason);
  }

  refuseAt(offset: number, reason: string, cause?: unknown): OperatorError {
    return new OperatorError(
      {
        kind: 'yaml-invalid',
        message: reason,
        place: this.findOffset(offset),
        attempted: `to read ${this.#file} as YAML`,
      },
      cause === undefined ? undefined : { cause },
    );
  }
}
