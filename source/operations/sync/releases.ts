import { milliseconds } from '../../basics/brand.ts';
import { OperatorError } from '../../basics/problem.ts';
import type { HostLayout } from '../../delivery/layout.ts';
import { realLayout } from '../../delivery/layout.ts';
import { type LiveState, parseLiveState, readStateScript } from '../../delivery/live-state.ts';
import {
  listLiveReleases,
  listTouchedPaths,
  parseReleases,
  type Release,
  readReleasesScript,
} from '../../delivery/releases.ts';
import type { HostName } from '../../fleet/model.ts';
import type { HostConnection } from '../../remote/connection.ts';
import type { FleetSession } from '../session.ts';

/** The releases of a host, and what stands there now. */
export interface HostReleases {
  readonly host: HostName;
  readonly live: LiveState;
  /** Every release the host keeps, oldest first; reverted ones among them. */
  readonly all: readonly Release[];
  /** Those that led to the live one, the live one first. */
  readonly chain: readonly Release[];
}

const readLimit = milliseconds(60_000);

/** Reads the releases that a host keeps. Throws OperatorError. */
export async function readReleases(
  connection: HostConnection,
  layout: HostLayout = realLayout,
  signal?: AbortSignal,
): Promise<HostReleases> {
  const run = async (script: string, stdin: string, label: string): Promise<string> => {
    const answer = await connection.exec(script, {
      asRoot: true,
      persistent: true,
      stdin,
      label,
      timeout: readLimit,
      maxBytes: 32 * 1024 * 1024,
      ...(signal === undefined ? {} : { signal }),
    });
    return answer.stdout;
  };
  const all = parseReleases(await run(readReleasesScript(layout), '', 'read the releases'));
  const paths = listTouchedPaths(all).map((path) => `${path.slice(layout.root.length)}\n`);
  const live = parseLiveState(
    await run(readStateScript(layout), paths.join(''), 'read the files they touched'),
  );
  if (!live) {
    throw new OperatorError({
      kind: 'host-unreadable',
      message: `the releases of ${connection.host} cannot be read`,
      host: connection.host,
    });
  }
  return { host: connection.host, live, all, chain: listLiveReleases(all, live.release) };
}

/** The releases of one of the session's hosts. Throws OperatorError. */
export async function listReleases(
  session: FleetSession,
  host: HostName,
  signal?: AbortSignal,
): Promise<HostReleases> {
  return readReleases(session.remote.connect(host), realLayout, signal);
}
