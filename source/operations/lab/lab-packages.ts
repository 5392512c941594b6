import { OperatorError } from '../../basics/problem.ts';
import { installPackages, isDebian } from '../../lab/apt.ts';
import { currentUser } from '../../lab/client/privilege.ts';
import { findMissingPackages, installLine, type NeededPackage, neededPackages } from '../../lab/packages.ts';
import type { Operation } from '../operation.ts';
import { streamEvents } from '../stream-events.ts';

export type LabPackagesEvent =
  | { readonly type: 'packages-missing'; readonly packages: readonly NeededPackage[] }
  | { readonly type: 'packages-installing'; readonly packages: readonly string[] }
  | { readonly type: 'packages-output'; readonly line: string }
  | { readonly type: 'packages-installed'; readonly packages: readonly string[] };

export interface EnsurePackagesOptions {
  readonly signal?: AbortSignal;
  /** Asked before anything is installed; where it is left out (no terminal, or `--yes`) nobody is asked. */
  readonly confirm?: (question: string) => Promise<boolean>;
}

/** Sees that the Debian packages of the lab are here, and installs what is missing where that is ours to do. */
export async function* ensurePackages(
  options: EnsurePackagesOptions = {},
  needed: readonly NeededPackage[] = neededPackages,
): Operation<LabPackagesEvent, { readonly installed: readonly string[] }> {
  const missing = await findMissingPackages(needed);
  if (missing.length === 0) return { installed: [] };
  yield { type: 'packages-missing', packages: missing };
  const names = missing.map(({ name }) => name);
  if (currentUser() !== 0 || !(await isDebian())) throw missingError(missing);
  if (options.confirm && !(await options.confirm(`Install ${names.join(', ')} with apt-get?`)))
    throw missingError(missing);
  yield { type: 'packages-installing', packages: names };
  yield* streamEvents<LabPackagesEvent>((emit) =>
    installPackages({
      packages: names,
      signal: options.signal,
      onLine: (line) => emit({ type: 'packages-output', line }),
    }),
  );
  const left = await findMissingPackages(needed);
  if (left.length > 0) throw missingError(left);
  yield { type: 'packages-installed', packages: names };
  return { installed: names };
}

function missingError(missing: readonly NeededPackage[]): OperatorError {
  const list = missing.map(({ name, programs }) => `${name} (${programs.join(', ')})`);
  return new OperatorError({
    kind: 'lab-packages',
    message: `the lab needs Debian packages that are not here: ${list.join('; ')}`,
    attempted: 'look for the programs of a lab host',
    hint: `as root: ${installLine(missing)}`,
  });
}
