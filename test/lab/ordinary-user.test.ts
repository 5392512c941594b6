import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PrepareLab } from '../../source/lab/plan-contract.ts';
import type { SeedFile } from '../../source/lab/topology.ts';
import { buildLabProgram, bundle, type LabProgram } from './lab-program.ts';
import { type Answer, type LabRoom, openLabRoom, ssh } from './lab-room.ts';
import { prepareSmallLab } from './small-topology.ts';

// A lab host is a machine with an ordinary user who has sudo: the labs below are built inside one.

let room: LabRoom;
let program: LabProgram;
let close: () => Promise<void>;

const driver = `
  import { prepareSmallLab } from './test/lab/small-topology.ts';
  import { downLab } from './source/operations/lab/lab-down.ts';
  import { execInLab } from './source/operations/lab/lab-exec.ts';
  import { labStatus } from './source/operations/lab/lab-status.ts';
  import { upLab } from './source/operations/lab/lab-up.ts';
  import { runOperation } from './source/operations/operation.ts';
  const [, , what = '', node = ''] = process.argv;
  const program = [node, '/opt/lab/program.mjs'];
  const lifetime = what === 'die' ? 'session' : 'kept';
  const options = { name: 'inner', root: '/opt/lab', prepare: prepareSmallLab, lifetime, ifRunning: 'refuse', program };
  try {
    const handle = await runOperation(upLab(options), () => {});
    if (what === 'die') process.kill(process.pid, 'SIGKILL');
    await handle.close();
    const { hosts } = await labStatus('inner');
    const inside = await execInLab({ lab: 'inner', host: 'two', user: 'operator', command: ['id', '-un'] });
    await runOperation(downLab({ names: ['inner'] }), () => {});
    console.log(JSON.stringify({ user: process.getuid(), states: hosts.map(({ state }) => state), inside: inside.stdout }));
  } catch (error) {
    console.log(JSON.stringify(error.problem ?? String(error)));
  }
`;

beforeAll(async () => {
  room = await openLabRoom();
  program = await buildLabProgram();
  const driverFile = join(dirname(program.file), 'driver.mjs');
  await bundle(driver, driverFile);
  const files: SeedFile[] = [
    await seedFrom('/opt/lab/program.mjs', program.file),
    await seedFrom('/opt/lab/driver.mjs', driverFile),
  ];
  const prepare: PrepareLab = async (request) => {
    const { topology, overlay } = await prepareSmallLab(request);
    const hosts = topology.hosts.map((host) => ({ ...host, files: [...host.files, ...files] }));
    return { topology: { ...topology, hosts }, overlay };
  };
  const { handle } = await room.up('machine', { prepare, lifetime: 'session' });
  close = handle.close;
  const node = await ssh('machine', 'one', `test -x ${process.execPath}`);
  if (node.code !== 0)
    throw new Error(`these tests need Node outside of home folders, not at ${process.execPath}`);
});

afterAll(async () => {
  await close?.();
  await program?.remove();
  await room?.remove();
});

async function seedFrom(path: string, source: string): Promise<SeedFile> {
  return { path, mode: 0o644, owner: 'root', group: 'root', content: await readFile(source) };
}

function drive(host: string, what: string): Promise<Answer> {
  return ssh('machine', host, `${process.execPath} /opt/lab/driver.mjs ${what} ${process.execPath}`);
}

test('an ordinary user builds, enters and ends a lab: only its supervisor is root', async () => {
  const { stdout } = await drive('one', 'routine');
  expect(JSON.parse(stdout)).toEqual({
    user: 1000,
    states: ['ready', 'ready', 'ready', 'ready'],
    inside: 'operator\n',
  });
});

test('the lab of a session goes with a console that is killed', async () => {
  await drive('one', 'die');
  const { stdout } = await ssh(
    'machine',
    'one',
    'while pgrep -f [i]nner:1000 >/dev/null; do sleep 0.05; done; ls -A ~/.local/state/peerdeck/labs; echo done',
  );
  expect(stdout).toBe('done\n');
});

test('without sudo it says what to run instead, and leaves nothing', async () => {
  await ssh('machine', 'two', 'sudo rm /etc/sudoers.d/lab');
  const { stdout } = await drive('two', 'routine');
  expect(JSON.parse(stdout)).toMatchObject({
    kind: 'lab-permission',
    answer: 'sudo: a password is required',
    hint: expect.stringContaining(`sudo ${process.execPath} /opt/lab/program.mjs lab up`),
  });
  expect((await ssh('machine', 'two', 'ls -A ~/.local/state/peerdeck/labs')).stdout).toBe('');
});
