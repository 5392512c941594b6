import type { HostLayout } from '../layout.ts';
import type { ServiceId } from '../rules.ts';

/** What happens to the files of one service in a change. */
export interface ServiceWork {
  readonly service: ServiceId;
  /** Live paths by what happens to them. */
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Shell functions of one service, each ending in `_INDEX`:
 * - `validate`: the host's own check of the staged files (`$R/ops`, `$S/objects`); prints why not.
 * - `before`: notes how the service does, before anything is touched.
 * - `leave`: gives up what cannot be given up once its files are gone.
 * - `activate`: has the daemon take up the files on disk; `$reverting` is set on the way back.
 * - `verify`: succeeds when the service does as well as before; prints why it does not yet.
 * - `confirm`: makes the change permanent.
 */
export interface ServiceScript {
  readonly functions: string;
}

export type ServiceScriptMaker = (work: ServiceWork, index: number, layout: HostLayout) => ServiceScript;

/** The functions that a service has nothing to do in. */
export function idle(index: number, names: readonly string[]): string {
  return names.map((name) => `${name}_${index}() { :; }\n`).join('');
}
