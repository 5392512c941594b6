import { join } from 'node:path';
import { milliseconds } from '../../basics/brand.ts';
import { type Problem, toProblem } from '../../basics/problem.ts';
import { createHostBird, isRefusal, type Protocol, parseProtocols, parseStatus } from '../../bird/index.ts';
import type { HostChange } from '../../checks/forecast-host.ts';
import { readTexts } from '../../checks/host-files.ts';
import { type HostLayout, realLayout } from '../../delivery/layout.ts';
import type { DeliveryPlan, PlannedChange } from '../../delivery/plan.ts';
import type { HostName } from '../../fleet/model.ts';
import type { HostConnection } from '../../remote/connection.ts';
import type { RenderedFile, RenderedTree } from '../../rendering/rendered-file.ts';
import { planHost, readContents } from '../diff/diff-live.ts';
import type { FleetSession } from '../session.ts';
import { builtinFleetDelivery, type FleetDelivery, readFleetDelivery } from '../sync/fleet-delivery.ts';

/** A change of a host whose configuration before it is known. */
export type KnownChange = HostChange;

const askLimit = milliseconds(4_000);

/** What rendering would change against what was rendered last, for hosts that were rendered before. */
export function readStoredChanges(session: FleetSession, tree: RenderedTree): KnownChange[] {
  return session.hosts.flatMap(({ name }) => {
    const stored = session.storedTrees.read(join(session.renderedFolder, name));
    const files = tree.get(name);
    if (stored.size === 0 || files === undefined) return [];
    const before = readTexts([...stored].map(([path, { content }]) => ({ path, content })));
    return [{ host: name, before, after: readTexts(files) }];
  });
}

/** What a sync would change against what stands on the hosts; a host that cannot be read is a problem. */
export async function readLiveChanges(
  session: FleetSession,
  tree: RenderedTree,
  signal: AbortSignal | undefined,
): Promise<{ readonly changes: readonly KnownChange[]; readonly problems: readonly Problem[] }> {
  const changes: KnownChange[] = [];
  const problems: Problem[] = [];
  const deliveries = readFleetDelivery(session, signal);
  await Promise.all(
    session.hosts.map(async ({ name }) => {
      const files = tree.get(name);
      if (files === undefined) return;
      try {
        changes.push(
          await readLiveChange(session.remote.connect(name), files, realLayout, signal, deliveries),
        );
      } catch (error) {
        signal?.throwIfAborted();
        problems.push(toProblem(error, { host: name }));
      }
    }),
  );
  const order = new Map<HostName, number>(session.hosts.map(({ name }, index) => [name, index]));
  const rank = ({ host }: KnownChange): number => order.get(host) ?? 0;
  return { changes: changes.sort((one, other) => rank(one) - rank(other)), problems };
}

/** What a sync of these files would change on one host, and what its BIRD says of itself. Throws OperatorError. */
export async function readLiveChange(
  connection: HostConnection,
  rendered: readonly RenderedFile[],
  layout: HostLayout,
  signal: AbortSignal | undefined,
  deliveries: FleetDelivery = builtinFleetDelivery,
): Promise<KnownChange> {
  const { plan } = await planHost(connection, rendered, layout, signal, deliveries);
  return (await readPlannedChange(connection, rendered, plan, layout, signal)).known;
}

/** What is done with the files of a plan. */
export interface PlanUse {
  /** Files of ours that are not rendered any more are taken away; otherwise they stay, and go on being read. */
  readonly deleteStale: boolean;
  /** A hold keeps this file as it is. */
  isLeft(change: PlannedChange): boolean;
}

const wholePlan: PlanUse = { deleteStale: true, isLeft: () => false };

/** The same for a plan that is made already, with the content of the live files that it changes. Throws OperatorError. */
export async function readPlannedChange(
  connection: HostConnection,
  rendered: readonly RenderedFile[],
  plan: DeliveryPlan,
  layout: HostLayout,
  signal: AbortSignal | undefined,
  use: PlanUse = wholePlan,
): Promise<{ readonly known: KnownChange; readonly contents: ReadonlyMap<string, Buffer> }> {
  const after = readTexts(rendered);
  const changed = plan.changes.filter(({ content }) => content);
  const stale = plan.stale.flatMap(({ livePath }) => {
    const path = toRenderedPath(livePath, layout);
    return path === undefined ? [] : [{ path, livePath }];
  });
  const wanted = [...changed.filter(({ change }) => change === 'changed'), ...stale];
  const contents = await readContents(
    connection,
    wanted.map(({ livePath }) => livePath),
    signal,
  );
  const checked = changed.filter(({ path }) => after.has(path));
  const before = new Map(after);
  for (const { path, livePath } of [...checked, ...stale]) {
    const live = contents.get(livePath);
    if (live === undefined) before.delete(path);
    else before.set(path, live.toString('utf8'));
  }
  const staying = [...checked.filter(use.isLeft), ...(use.deleteStale ? [] : stale)];
  for (const { path } of staying) {
    const live = before.get(path);
    if (live === undefined) after.delete(path);
    else after.set(path, live);
  }
  const isReloaded = [...after.keys(), ...before.keys()].some(
    (path) => path.startsWith('bird/') && before.get(path) !== after.get(path),
  );
  const asked = isReloaded ? await askBird(connection, signal) : {};
  return { known: { host: connection.host, before, after, ...asked }, contents };
}

/** The rendered path of a file of BIRD or WireGuard that is not rendered any more. */
function toRenderedPath(livePath: string, { root }: HostLayout): string | undefined {
  const folders = ['bird/', 'wireguard/'].map((folder) => `${root}/etc/${folder}`);
  if (!folders.some((folder) => livePath.startsWith(folder))) return undefined;
  return livePath.slice(`${root}/etc/`.length);
}

/** Problems that say that no BIRD runs: there are no sessions to disturb. */
const notRunning: ReadonlySet<string> = new Set(['bird-stopped', 'bird-absent']);

/** The version of a host's BIRD, the sessions it was told to keep down and those that try in vain; nothing where none runs. */
async function askBird(
  connection: HostConnection,
  signal: AbortSignal | undefined,
): Promise<Pick<KnownChange, 'version' | 'disabledByHand' | 'downNow' | 'unasked'>> {
  const bird = createHostBird(connection, { restricted: true, quiet: true });
  const options = { timeout: askLimit, ...(signal && { signal }) };
  try {
    const { version } = parseStatus((await bird.send('show status', options)).text);
    const protocols = await bird.send('show protocols', options);
    const rows = isRefusal(protocols) ? [] : parseProtocols(protocols.text);
    const sessions = rows.filter(({ type }) => type === 'BGP');
    const down = sessions.filter(({ state }) => state === 'down').map(({ name }) => name);
    const downNow = sessions.filter(isTrying).map(({ name }) => name);
    return { ...(version === undefined ? {} : { version }), disabledByHand: down, downNow };
  } catch (error) {
    signal?.throwIfAborted();
    const problem = toProblem(error, { host: connection.host });
    return notRunning.has(problem.kind) ? {} : { unasked: problem };
  } finally {
    bird.close();
  }
}

/** A template that waits for peers of a range tries nothing. */
function isTrying({ state, info }: Protocol): boolean {
  return (state === 'start' || state === 'stop') && !info.startsWith('Passive');
}
