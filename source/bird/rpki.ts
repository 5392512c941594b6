import type { Protocol } from './protocols.ts';
import { readNumber } from './reply-lines.ts';

/** The session to an RPKI cache. */
export interface RpkiSession {
  readonly name: string;
  readonly cacheServer: string;
  readonly cachePort?: number;
  /** `Established`, `Transport-Error`, `Fast-Reconnect`, `No-Data-Available`, `Connecting`, … */
  readonly status: string;
  readonly transport: string;
  readonly since: string;
  readonly lastUpdate?: string;
  readonly refreshTimer?: string;
  readonly retryTimer?: string;
  readonly expireTimer?: string;
  /** Records taken into the tables, summed over the channels; null where none is counted. */
  readonly records: number | null;
}

function optional<Key extends string>(key: Key, value: string | undefined): { [Name in Key]?: string } {
  const entry: { [Name in Key]?: string } = {};
  if (value !== undefined && value !== '---') entry[key] = value;
  return entry;
}

/** The RPKI session a protocol is, or undefined where it is of another kind. */
export function toRpkiSession(protocol: Protocol): RpkiSession | undefined {
  if (protocol.type !== 'RPKI') return undefined;
  const field = (label: string) => protocol.fields.find((each) => each.label === label)?.value;
  const port = readNumber(field('Cache port') ?? '');
  const counts = protocol.channels.flatMap((channel) => channel.routes?.imported ?? []);
  return {
    name: protocol.name,
    cacheServer: field('Cache server') ?? '',
    ...(port !== undefined && { cachePort: port }),
    status: field('Status') ?? protocol.info,
    transport: field('Transport') ?? '',
    since: protocol.since,
    ...optional('lastUpdate', field('Last update')),
    ...optional('refreshTimer', field('Refresh timer')),
    ...optional('retryTimer', field('Retry timer')),
    ...optional('expireTimer', field('Expire timer')),
    records: counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0),
  };
}
