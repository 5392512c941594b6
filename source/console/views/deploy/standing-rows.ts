import { describeHold, nameHeld } from '../../../operations/sync/hold-words.ts';
import type { FoundClaim } from '../../../operations/sync/lock-folder.ts';
import { formatAge } from '../../../operations/sync/sync-age.ts';
import type { FleetStanding, HostStanding } from '../../services-delivery.ts';
import type { HostEntry } from '../../store/state.ts';
import { type DeployRow, type StandingRow, textRow } from './deploy-row.ts';

const claimStates: Readonly<Record<FoundClaim['state'], string>> = {
  held: '',
  silent: '; not heard of any more',
  dead: '; dead: it counts for nothing',
  breaking: '; asked to end',
};

/** Who holds the fleet from this machine: above everything else, while no change of ours is under way. */
export function claimRows(standing: FleetStanding | undefined): readonly DeployRow[] {
  return (standing?.claims ?? []).map(({ claim, state, ...found }): DeployRow => {
    const { who, verb, since, why, pid, machine } = claim;
    return {
      kind: 'lock',
      id: `claim ${found.path}`,
      lock: { kind: 'fleet', claim: { claim, state, ...found } },
      text: `${who} holds the fleet for a ${verb}, since ${formatAge(since)}: ${why} (process ${pid} on ${machine})${claimStates[state]}; X ends it`,
    };
  });
}

/** The hosts while nothing is changed: what is held, and who changes one from elsewhere. */
export function buildStandingRows(
  hosts: readonly HostEntry[],
  standing: FleetStanding | undefined,
  unread: string | undefined,
): readonly DeployRow[] {
  const known = new Map(standing?.hosts.map((each) => [each.host, each]));
  const nameColumns = Math.max(4, ...hosts.map(({ name }) => name.length));
  return [
    textRow('idle', 'strong', 'no change under way: s compares, asks and syncs; A deploys with Terraform'),
    ...(unread === undefined ? [] : [textRow('unread', 'bad', unread)]),
    ...hosts.flatMap(({ name }) => {
      const found = known.get(name);
      return [standingRow(name, nameColumns, found), ...heldFiles(found)];
    }),
  ];
}

function standingRow(
  host: HostEntry['name'],
  nameColumns: number,
  found: HostStanding | undefined,
): StandingRow {
  return {
    kind: 'standing',
    id: `standing ${host}`,
    host,
    nameColumns,
    standing: found,
    ...standingWords(found),
  };
}

function standingWords(found: HostStanding | undefined): Pick<StandingRow, 'text' | 'level'> {
  if (found === undefined) return { text: 'not asked yet', level: 'dim' };
  const { holds, lock, problem } = found;
  if (problem !== undefined) return { text: `not known: ${problem.message}`, level: 'bad' };
  if (lock !== undefined) {
    const state = lock.running ? '' : ' (dead: the next change takes it over)';
    const text = `locked by ${lock.who}, since ${formatAge(lock.since)}: ${lock.why}${state}; X ends it`;
    return { text, level: 'warning' };
  }
  const whole = holds.find(({ path }) => path === undefined);
  if (whole !== undefined) return { text: `held by ${describeHold(whole)}`, level: 'warning' };
  return {
    text: holds.length > 0 ? 'files of it are held' : 'free',
    level: holds.length > 0 ? 'warning' : 'dim',
  };
}

function heldFiles(found: HostStanding | undefined): readonly DeployRow[] {
  if (found === undefined) return [];
  const { host, holds } = found;
  return holds
    .filter(({ path }) => path !== undefined)
    .map((hold) => {
      const text = `${nameHeld(host, hold)} held by ${describeHold(hold)}`;
      return textRow(`held ${host} ${hold.path}`, 'warning', text, { indent: 2, host, file: hold.path });
    });
}
