import { milliseconds } from '../../basics/brand.ts';
import { type Problem, toProblem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { createBirdcClient, parseProtocols } from '../../bird/index.ts';
import type { HostName } from '../../fleet/model.ts';
import { type Operation, runOperation } from '../operation.ts';
import { changePeer, planPeerChange } from '../peer/peer-change.ts';
import type { FleetSession } from '../session.ts';

export type DrainEvent =
  | {
      readonly type: 'session-drained';
      readonly host: HostName;
      readonly session: string;
      readonly reached: boolean;
    }
  | { readonly type: 'diagnostic'; readonly severity: 'warning'; readonly problem: Problem };

const sessionLimit = milliseconds(10_000);

/**
 * Takes every BGP session of a host down in order, so that its neighbours move their traffic before anything else
 * happens. A host that does not answer, or has no BIRD, is drained already: it is told as a warning.
 */
export async function* drainHost(
  session: FleetSession,
  host: HostName,
  signal?: AbortSignal,
): Operation<DrainEvent, { readonly sessions: number }> {
  const options = { message: 'taken out of service', limit: sessionLimit, ...(signal && { signal }) };
  let sessions = 0;
  try {
    for (const name of await listSessions(session, host, signal)) {
      const change = changePeer(
        session,
        await planPeerChange(session, host, name, 'disable', options),
        options,
      );
      const { reached } = await runOperation(change, () => undefined);
      sessions += 1;
      yield { type: 'session-drained', host, session: sanitizeLine(name, 80), reached };
    }
  } catch (error) {
    signal?.throwIfAborted();
    yield { type: 'diagnostic', severity: 'warning', problem: toProblem(error, { host }) };
  }
  return { sessions };
}

async function listSessions(
  session: FleetSession,
  host: HostName,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const client = createBirdcClient(session.remote.connect(host));
  try {
    const reply = await client.send('show protocols', signal ? { signal } : {});
    return parseProtocols(reply.text)
      .filter(({ type, state }) => type === 'BGP' && state !== 'down')
      .map(({ name }) => name);
  } finally {
    client.close();
  }
}
