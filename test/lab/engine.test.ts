import { afterAll, beforeAll, expect, test } from 'vitest';
import { listControlGroups } from '../../source/lab/control-groups.ts';
import { containerPackages, findMissingPackages, installLine } from '../../source/lab/packages.ts';
import type { PrepareLab } from '../../source/lab/plan-contract.ts';
import { labFolder, readRecord } from '../../source/lab/state/record.ts';
import { downLab } from '../../source/operations/lab/lab-down.ts';
import { execInLab } from '../../source/operations/lab/lab-exec.ts';
import { runOperation } from '../../source/operations/operation.ts';
import { type LabRoom, listMarked, openLabRoom, ssh, until } from './lab-room.ts';
import { prepareSmallLab } from './small-topology.ts';

const lab = 'engines';
const image = 'ghcr.io/example/probe:main';
const limit = 60_000;
let room: LabRoom;

/** The small lab, its first host with an engine, its second without. */
const prepare: PrepareLab = async (request) => {
  const { topology, overlay } = await prepareSmallLab(request);
  const hosts = topology.hosts
    .filter(({ name }) => name === 'one' || name === 'two')
    .map((host) =>
      host.name === 'one'
        ? { ...host, services: [...host.services, 'docker' as const], images: [image, 'nginx:1.29.3'] }
        : host,
    );
  return { topology: { ...topology, hosts }, overlay };
};

async function onHost(host: string, script: string): Promise<string> {
  const { stdout, stderr } = await execInLab({ lab, host, command: ['sh', '-c', script] });
  return `${stdout}${stderr}`.trim();
}

async function livingGroups(): Promise<number> {
  return (await listControlGroups()).filter((id) => id.startsWith(`${lab}:`)).length;
}

beforeAll(async () => {
  const missing = await findMissingPackages(containerPackages);
  if (missing.length > 0) throw new Error(`these tests need Debian packages: ${installLine(missing)}`);
  room = await openLabRoom();
  const { handle } = await room.up(lab, { prepare });
  expect(handle.failed).toEqual([]);
  await handle.close();
}, limit);

afterAll(async () => {
  if (await readRecord(labFolder(lab))) await runOperation(downLab({ names: [lab] }), () => {});
  await room?.remove();
}, limit);

test(
  'a container runs on a host from an image that came from a file, and its port answers',
  async () => {
    const id = await onHost('one', `docker run -d --name probe -p 8081:80 ${image} httpd -f -p 80 -h /etc`);
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    const page = 'busybox wget -q -O - http://[::1]:8081/passwd';
    await until(
      () => onHost('one', page),
      (text) => text.includes('nobody'),
    );
    // As the login user of the inventory, without sudo.
    expect((await ssh(lab, 'one', 'docker ps --format {{.Names}}')).stdout.trim()).toBe('probe');
  },
  limit,
);

test(
  'another version of an image takes its name, and what runs keeps the one before',
  async () => {
    const tagged = () => onHost('one', `docker image inspect --format '{{.Id}}' ${image}`);
    const before = await tagged();
    await onHost('one', `lab-image --build 2 ${image}`);
    expect(await tagged()).not.toBe(before);
    expect(await onHost('one', "docker inspect --format '{{.Image}}' probe")).toBe(before);
  },
  limit,
);

test('a host without an engine has none of its programs, whatever this machine has', async () => {
  expect(await onHost('two', 'command -v docker dockerd || echo none')).toBe('none');
  expect((await ssh(lab, 'two', 'systemctl is-active docker')).stdout.trim()).toBe('inactive');
});

test(
  'after a crash nothing is left of the containers, nor of their control groups',
  async () => {
    expect(await livingGroups()).toBe(1);
    const record = await readRecord(labFolder(lab));
    process.kill(record?.supervisor?.pid ?? 0, 'SIGKILL');
    await until(
      () => listMarked(lab),
      (pids) => pids.length === 0,
    );
    await runOperation(downLab({ names: [lab] }), () => {});
    expect(await livingGroups()).toBe(0);
  },
  limit,
);
