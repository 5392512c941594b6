import type { HostName } from '../fleet/model.ts';
import type { CheckName } from './catalogue.ts';

export type Severity = 'error' | 'warning' | 'info';

/** A line of a host's rendered configuration. */
export interface Spot {
  readonly host: HostName;
  /** Relative to the host's rendered tree, such as `bird/bird.conf`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** A spot, and what of the repository wrote it. */
export interface FindingPlace extends Spot {
  /** The template line, or the line of a file that is copied; relative to the repository. */
  readonly template?: { readonly file: string; readonly line: number };
  /** Where the values on the line are set; never a value. */
  readonly variables?: readonly { readonly name: string; readonly file: string; readonly line?: number }[];
}

/** What a check found, before it is known who wrote the lines. Never with a secret in it. */
export interface RawFinding {
  readonly severity: Severity;
  readonly message: string;
  /** Both ends, the one to look at first first. */
  readonly spots: readonly Spot[];
  readonly hint: string;
}

/** Something that a check could not tell, and why. */
export interface NotChecked {
  readonly notChecked: string;
  readonly spots: readonly Spot[];
}

export type CheckAnswer = RawFinding | NotChecked;

/** What a check found: what is wrong, where, what it would bring about, what to do, and how to say that it is meant. */
export interface Finding {
  readonly check: CheckName;
  readonly number: number;
  readonly severity: Severity;
  readonly message: string;
  readonly places: readonly FindingPlace[];
  /** The outage that it prevents. */
  readonly prevents: string;
  readonly hint: string;
  readonly howToSilence: string;
  /** The reason given in `peerdeck.yml`: the finding is meant to be so. */
  readonly silenced?: string;
}

/** Something that could not be checked. */
export interface Unchecked {
  readonly check: CheckName;
  readonly number: number;
  readonly reason: string;
  readonly places: readonly FindingPlace[];
}
