import type { ServiceId } from './rules.ts';

/** How a service takes up the files that are in place. */
export type Activation =
  | { readonly kind: 'none' }
  | { readonly kind: 'reload'; readonly unit: string }
  | { readonly kind: 'restart'; readonly unit: string }
  | { readonly kind: 'container'; readonly name: string }
  /** A shell command, run as root. */
  | { readonly kind: 'run'; readonly command: string };

/** A program on the host that reads staged files. */
export interface Validator {
  /** The program: without it on the host nothing is validated, and that is told. Absent: the command says it. */
  readonly tool?: string;
  /** Which of the files it reads: their names below the service's folder, with `*`. Absent: each that changes. */
  readonly file?: string;
  /** A shell command; `{file}` stands for the staged file, `{folder}` for the staged folder it is in. */
  readonly command: string;
  /** The same inside the container that mounts the files: the program's words, `{file}` as the container sees it. */
  readonly inContainer?: string;
}

/** A service that is described by data: how its files are checked, taken up, confirmed, and what follows a revert. */
export interface DescribedService {
  readonly id: Extract<ServiceId, { readonly name: string }>;
  /** Where its files stand: absolute, or `~/…`. */
  readonly folder: string;
  /** The whole folder is the program's, and read with what others put there; otherwise only what we put there is. */
  readonly ownsFolder: boolean;
  readonly validators: readonly Validator[];
  readonly activation: Activation;
  /** Must succeed once the files are taken up. */
  readonly confirm?: string;
  /** Run on the way back in place of the activation. */
  readonly revert?: string;
}
