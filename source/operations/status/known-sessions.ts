import { join } from 'node:path';
import { parseBirdConfig, readBgpSession } from '../../bird/config/index.ts';
import type { HostName } from '../../fleet/model.ts';
import type { FleetSession } from '../session.ts';
import { type FleetRecords, readHistoryFile } from './history-file.ts';
import type { HostStatus, SessionStatus } from './status-model.ts';
import { toStoppedSession } from './status-sessions.ts';
import { historyPath } from './watch-history.ts';

const birdFile = 'bird/bird.conf';

/**
 * Gives a host that cannot tell its sessions those it is known to have, from its rendered configuration or, without
 * one, from what was seen before: `Down` where BIRD is stopped, else `unknown`. A fleet's totals stay honest.
 */
export async function addKnownSessions(
  session: FleetSession,
  hosts: readonly HostStatus[],
): Promise<readonly HostStatus[]> {
  if (!hosts.some(isSilent)) return hosts;
  const { records } = await readHistoryFile(historyPath(session.stateFolder));
  return hosts.map((host) => {
    if (!isSilent(host)) return host;
    const configured = readConfigured(session, host.name);
    const known = configured.length > 0 ? configured : listRemembered(records, host.name);
    const sessions = host.bird === 'stopped' ? known.map(toStoppedSession) : known;
    return { ...host, sessions };
  });
}

function isSilent({ reachable, bird, sessions }: HostStatus): boolean {
  return sessions.length === 0 && (!reachable || (bird !== 'running' && bird !== 'absent'));
}

function readConfigured(session: FleetSession, host: HostName): readonly SessionStatus[] {
  const files = new Map<string, string>();
  for (const [path, { content }] of session.storedTrees.read(join(session.renderedFolder, host))) {
    if (path.startsWith('bird/')) files.set(path, content.toString('utf8'));
  }
  if (!files.has(birdFile)) return [];
  const config = parseBirdConfig({ files, folder: 'bird' }, birdFile);
  return config.protocols.flatMap((protocol) => {
    if (protocol.type !== 'bgp') return [];
    const { name, isDynamic, neighborAddress, neighborAs, localAs } = readBgpSession(protocol, config);
    if (isDynamic) return [];
    const known = knownSession(name, neighborAddress?.value, neighborAs?.value);
    return [localAs === undefined ? known : { ...known, localAs: localAs.value }];
  });
}

function listRemembered(records: FleetRecords, host: HostName): readonly SessionStatus[] {
  return [...(records.get(host)?.keys() ?? [])].map((name) => knownSession(name));
}

function knownSession(name: string, neighborAddress = '', neighborAs = 0): SessionStatus {
  return { name, state: 'unknown', neighborAddress, neighborAs, since: '', imported: null, exported: null };
}
