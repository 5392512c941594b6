import { milliseconds } from '../basics/brand.ts';
import { OperatorError } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import type { HostLayout } from '../delivery/layout.ts';
import { parseContents, readContentsScript } from '../delivery/live-contents.ts';
import { type LiveState, parseLiveState, readStateScript } from '../delivery/live-state.ts';
import { type DeliveryPlan, listLivePaths, planDelivery } from '../delivery/plan.ts';
import type { DesiredFile } from '../delivery/rules.ts';
import type { HostConnection } from '../remote/connection.ts';
import type { RenderedFile } from '../rendering/rendered-file.ts';

const readLimit = milliseconds(90_000);

/** A rendered file as delivery takes it. */
export function toDesired(file: RenderedFile): DesiredFile {
  return {
    path: file.path,
    executable: (file.mode & 0o100) !== 0,
    secret: file.secretRanges.length > 0,
    content: file.content,
  };
}

/** Reads what stands on a host, in one round trip. Throws OperatorError. */
export async function readLive(
  connection: HostConnection,
  files: readonly DesiredFile[],
  layout: HostLayout,
  signal: AbortSignal | undefined,
): Promise<LiveState> {
  const answer = await connection.exec(readStateScript(layout), {
    stdin: listLivePaths(files)
      .map((path) => `${path}\n`)
      .join(''),
    asRoot: true,
    persistent: true,
    timeout: readLimit,
    label: 'read the manifest and the hashes of the managed files',
    ...(signal === undefined ? {} : { signal }),
  });
  const live = answer.truncated ? undefined : parseLiveState(answer.stdout);
  if (live) return live;
  throw new OperatorError({
    kind: 'host-unreadable',
    message: `what stands on ${connection.host} cannot be read`,
    host: connection.host,
    attempted: answer.command,
    answer: sanitizeLine(answer.stderr.trim() || `exit code ${answer.exitCode}`),
    hint: 'the host needs sh, coreutils and getent',
  });
}

/** The live state of a host and what its rendered files come to there. */
export async function planHost(
  connection: HostConnection,
  rendered: readonly RenderedFile[],
  layout: HostLayout,
  signal: AbortSignal | undefined,
): Promise<{ live: LiveState; plan: DeliveryPlan }> {
  const files = rendered.map(toDesired);
  const live = await readLive(connection, files, layout, signal);
  return { live, plan: planDelivery(files, live, layout) };
}

/** Reads the content of live files, in one more round trip. */
export async function readContents(
  connection: HostConnection,
  paths: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Buffer>> {
  if (paths.length === 0) return new Map();
  const answer = await connection.exec(readContentsScript(), {
    stdin: paths.map((path) => `${path}\n`).join(''),
    asRoot: true,
    persistent: true,
    timeout: readLimit,
    maxBytes: 64 * 1024 * 1024,
    label: `read ${paths.length === 1 ? paths[0] : `${paths.length} live files`}`,
    ...(signal === undefined ? {} : { signal }),
  });
  return parseContents(answer.stdout, paths);
}
