import { join } from 'node:path';
import { milliseconds } from '../../source/basics/brand.ts';
import type { HostLayout } from '../../source/delivery/layout.ts';
import type { Fleet, Host, HostName } from '../../source/fleet/model.ts';
import { Origins } from '../../source/fleet/origins.ts';
import { createSession, type FleetSession } from '../../source/operations/session.ts';
import type { CommandRecord } from '../../source/remote/connection.ts';
import { createRemotePool } from '../../source/remote/pool.ts';
import type { RenderedFile, RenderedTree } from '../../source/rendering/rendered-file.ts';
import { ScriptHost } from '../delivery/script-host.ts';
import { hostAt, type LocalSshd, startLocalSshd } from '../remote/local-sshd.ts';

/** A host of the room: a real sshd in front of a folder that stands for `/`, with stand-ins for its daemons. */
export interface RoomHost {
  readonly host: Host;
  readonly sshd: LocalSshd;
  readonly machine: ScriptHost;
}

/** A few hosts on one machine, and a session that reaches them over SSH. */
export interface Room {
  readonly hosts: readonly RoomHost[];
  readonly session: FleetSession;
  readonly commands: readonly CommandRecord[];
  close(): Promise<void>;
}

const established = 'upstream1 BGP --- up 12:00:00.000 Established\n';

export async function openRoom(names: readonly string[], secrets: readonly string[] = []): Promise<Room> {
  const hosts = await Promise.all(names.map(openHost));
  const inventory = hosts.map(({ host }) => host);
  const remote = createRemotePool(inventory, { reconnectLimit: milliseconds(300) });
  const commands: CommandRecord[] = [];
  remote.onCommand((record) => commands.push(record));
  const fleet: Fleet = {
    name: 'room',
    root: '/nowhere',
    mode: { kind: 'production' },
    hosts: inventory,
    groups: [],
    origins: new Origins(),
    secretValues: new Set(secrets),
  };
  return {
    hosts,
    commands,
    session: createSession({
      fleet,
      hosts: inventory,
      remote,
      renderedFolder: '/nowhere/.rendered',
      stateFolder: '/nowhere/state',
      stamp: '',
      passwords: { openRepository: noVault, openWithFile: noVault },
    }),
    close: async () => {
      await remote.closeAll();
      await Promise.all(hosts.map(({ sshd }) => sshd.remove()));
      for (const { machine } of hosts) machine.remove();
    },
  };
}

async function noVault(): Promise<never> {
  throw new Error('the room has no vault');
}

async function openHost(name: string): Promise<RoomHost> {
  const machine = new ScriptHost();
  machine.note('protocols', established);
  machine.note('protocols-up', established);
  machine.note('protocols-down', 'upstream1 BGP --- start 12:01 Active Socket: Connection refused\n');
  const sshd = await startLocalSshd({ commandFolder: join(machine.folder, 'bin') });
  await sshd.start();
  return { host: hostAt(sshd, { name }), sshd, machine };
}

/** One layout serves one host: a room of several has them compared and changed one session each. */
export function layoutOf({ machine }: RoomHost): HostLayout {
  return machine.layout;
}

/** A rendered file; what stands between `«` and `»` is a secret. */
export function rendered(host: HostName, path: string, text: string): RenderedFile {
  const secretRanges: { start: number; end: number }[] = [];
  let plain = '';
  for (const [index, part] of text.split(/[«»]/).entries()) {
    const start = Buffer.byteLength(plain);
    plain += part;
    if (index % 2 === 1) secretRanges.push({ start, end: Buffer.byteLength(plain) });
  }
  const source = `templates/config/ixp/${path}.j2`;
  return {
    host,
    path,
    mode: 0o600,
    content: Buffer.from(plain),
    source,
    inputs: [source],
    variables: [],
    secretRanges,
  };
}

/** The rendered tree of one host. */
export function treeOf({ host }: RoomHost, files: Readonly<Record<string, string>>): RenderedTree {
  return new Map([[host.name, Object.entries(files).map(([path, text]) => rendered(host.name, path, text))]]);
}
