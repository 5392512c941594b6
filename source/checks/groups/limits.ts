import { findLastStatement, readNumber } from '../../bird/config/index.ts';
import type { HostName } from '../../fleet/model.ts';
import type { CheckAnswer } from '../finding.ts';
import { type Network, spotOf } from '../network.ts';
import { listSessions, nameSession } from './sessions.ts';

/** Routes that a session of a host has imported today; undefined where its BIRD does not say. */
export type CountImported = (host: HostName, session: string) => number | undefined;

/** Room that a limit should leave above today's count. */
const headroom = 1.2;

/** 17. Import limits against what is imported today. */
export function* checkImportLimits(network: Network, countImported: CountImported): Generator<CheckAnswer> {
  for (const session of listSessions(network)) {
    const { channels } = session.config;
    const count = countImported(session.host, session.config.name);
    // The count is of all channels together, so that only a single one can be told by it.
    const [channel] = channels;
    if (channel === undefined || channels.length > 1) continue;
    const statement = findLastStatement(channel.statements, 'import', 'limit');
    const limit = readNumber(statement?.nodes[2], session.bird);
    if (statement === undefined || limit === undefined) continue;
    const spots = [spotOf(session, statement.place)];
    if (count === undefined) {
      yield { notChecked: `${nameSession(session)} tells no count of routes`, spots };
      continue;
    }
    if (count * headroom <= limit) continue;
    const isHit = count >= limit;
    yield {
      severity: isHit ? 'error' : 'warning',
      message: `${nameSession(session)} imports ${count} routes today, the limit is ${limit}${isHit ? '' : ': little room is left'}`,
      spots,
      hint: `verify that no leak is behind it, then raise the limit to ${Math.ceil(count * 1.5)} or more`,
    };
  }
}
