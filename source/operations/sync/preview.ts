import type { Finding } from '../../checks/finding.ts';
import type { RenderedTree } from '../../rendering/rendered-file.ts';
import { checkTree } from '../check/check.ts';
import { type CheckEvent, type CheckResult, listStandingErrors } from '../check/check-model.ts';
import type { DiffEvent, DiffResult } from '../diff/changes.ts';
import { type DiffOptions, diff } from '../diff/diff.ts';
import type { Operation } from '../operation.ts';
import { renderTree } from '../render.ts';
import type { FleetSession } from '../session.ts';

export type PreviewEvent = CheckEvent | DiffEvent;

export interface PreviewOptions extends DiffOptions {
  /** Ask no host where the checks find an error: the change will be refused anyway. */
  readonly stopOnErrors?: boolean;
}

/** What there is to know of a change before anything is sent. */
export interface Preview {
  readonly checked: CheckResult;
  /** Errors that nobody said are meant to be so. */
  readonly errors: readonly Finding[];
  /** Without hosts where the errors were reason to stop. */
  readonly compared: DiffResult;
}

/**
 * Everything that is to be seen of a change before it is made: both ends of all sessions and tunnels are checked over
 * the configuration of all hosts, whatever `--limit` leaves; the rendered files are compared with the hosts', with
 * a forecast of what flaps. `tree` has the session's hosts; the others are rendered here.
 */
export async function* preview(
  session: FleetSession,
  tree: RenderedTree,
  options: PreviewOptions = {},
): Operation<PreviewEvent, Preview> {
  const { signal } = options;
  const whole = await completeTree(session, tree);
  const checking = checkTree(session, whole, {
    foretell: false,
    ...(signal === undefined ? {} : { signal }),
  });
  let step = await checking.next();
  while (!step.done) {
    if (step.value.type !== 'unchecked') yield step.value;
    step = await checking.next();
  }
  const checked = step.value;
  const errors = listStandingErrors(checked);
  if (options.stopOnErrors && errors.length > 0) return { checked, errors, compared: { hosts: [] } };
  return { checked, errors, compared: yield* diff(session, tree, options) };
}

/** The tree with the hosts that are not the session's; what cannot be rendered of those is not checked. */
async function completeTree(session: FleetSession, tree: RenderedTree): Promise<RenderedTree> {
  const own = new Set(session.hosts.map(({ name }) => name));
  const others = session.fleet.hosts.filter(({ name }) => !own.has(name));
  if (others.length === 0) return tree;
  const rendered = await renderTree({ ...session, hosts: others });
  return new Map([...rendered.tree, ...tree]);
}
