import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PrepareLab } from '../../source/lab/plan-contract.ts';
import { buildLabProgram, bundle, type LabProgram } from './lab-program.ts';
import { type LabRoom, openLabRoom, ssh } from './lab-room.ts';
import { prepareSmallLab } from './small-topology.ts';

// A lab host is a Debian of its own to install into; its apt-get is one that writes down what it is asked.

let room: LabRoom;
let program: LabProgram;
let close: () => Promise<void>;

const driver = `
  import { ensurePackages } from './source/operations/lab/lab-packages.ts';
  import { runOperation } from './source/operations/operation.ts';
  const confirm = process.argv[2] === 'refuse' ? { confirm: async () => false } : {};
  const types = [];
  try {
    const result = await runOperation(ensurePackages(confirm), (event) => types.push(event.type));
    console.log(JSON.stringify({ ...result, types }));
  } catch (error) {
    console.log(JSON.stringify(error.problem ?? String(error)));
  }
`;

const aptGet = `#!/bin/sh
echo "$*; policy: $(tail -n 1 /usr/sbin/policy-rc.d)" >>/tmp/apt.log
case " $* " in
  *" -s "*) [ -e /tmp/updated ] ;;
  *" update "*) touch /tmp/updated ;;
  *" install "*) printf 'Unpacking tini\\r\\n'; mv /opt/tini /usr/bin/tini ;;
esac
`;

beforeAll(async () => {
  room = await openLabRoom();
  program = await buildLabProgram();
  const driverFile = join(dirname(program.file), 'driver.mjs');
  await bundle(driver, driverFile);
  const content = await readFile(driverFile);
  const owned = { owner: 'root', group: 'root' };
  const prepare: PrepareLab = async (request) => {
    const { topology, overlay } = await prepareSmallLab(request);
    const hosts = topology.hosts.map((host) => ({
      ...host,
      files: [
        ...host.files,
        { ...owned, path: '/opt/driver.mjs', mode: 0o644, content },
        { ...owned, path: '/usr/local/sbin/apt-get', mode: 0o755, content: aptGet },
      ],
    }));
    return { topology: { ...topology, hosts }, overlay };
  };
  const { handle } = await room.up('debian', { prepare, lifetime: 'session' });
  close = handle.close;
});

afterAll(async () => {
  await close?.();
  await program?.remove();
  await room?.remove();
});

function ensure(host: string, words: string, as = 'sudo'): Promise<{ stdout: string }> {
  return ssh(
    'debian',
    host,
    `sudo rm -f /usr/sbin/policy-rc.d; sudo mv /usr/bin/tini /opt/tini 2>/dev/null; ${as} ${process.execPath} /opt/driver.mjs ${words}`,
  );
}

test('what is missing is installed, with fresh lists where they do not have it, and no daemon may start', async () => {
  const { stdout } = await ensure('one', '');
  expect(JSON.parse(stdout)).toEqual({
    installed: ['tini'],
    types: ['packages-missing', 'packages-installing', 'packages-output', 'packages-installed'],
  });
  const after = await ssh('debian', 'one', 'cat /tmp/apt.log; ls /usr/sbin/policy-rc.d');
  const option = '-o DPkg::Lock::Timeout=120';
  expect(after.stdout.split('\n')).toEqual([
    `${option} install -s --no-install-recommends tini; policy: exit 101`,
    `${option} update; policy: exit 101`,
    `${option} install -y --no-install-recommends tini; policy: exit 101`,
    '',
  ]);
  expect(after.stderr).toContain('No such file');
});

test('who says no, or is not root, gets the line to run', async () => {
  const expected = {
    kind: 'lab-packages',
    message: 'the lab needs Debian packages that are not here: tini (tini)',
    hint: 'as root: apt-get install -y --no-install-recommends tini',
  };
  expect(JSON.parse((await ensure('two', 'refuse')).stdout)).toMatchObject(expected);
  expect(JSON.parse((await ensure('two', '', '')).stdout)).toMatchObject(expected);
  expect((await ssh('debian', 'two', 'ls /tmp/apt.log')).code).toBe(2);
});
