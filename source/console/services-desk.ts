import type { HostName } from '../fleet/model.ts';
import type { OfferedCommand } from './desk/custom-commands.ts';

/** Where the operator works: the repository, its programs, and the way to a shell on a host. */
export interface DeskServices {
  /** The folder of the repository. */
  readonly root: string;
  /** Commands of the repository's own. */
  readonly commands: readonly OfferedCommand[];
  /** The words of an `ssh` that reaches the host as our own connections do. Throws OperatorError. */
  ssh(host: HostName): readonly string[];
  /**
   * Runs a shell command in the repository, telling what it writes as it comes, and resolves with its exit code;
   * undefined when it was stopped.
   */
  run(command: string, signal: AbortSignal, tell: (text: string) => void): Promise<number | undefined>;
}
