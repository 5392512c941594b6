import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspectCommand, parseInspect } from '../../source/containers/index.ts';

const id = (letter: string) => `sha256:${letter.repeat(64)}`;
const done = { exitCode: 0, stderr: '' };

const caddy = {
  name: '/caddy',
  image: 'ghcr.io/example-net/caddy:2.10.2',
  imageId: id('a'),
  state: 'running',
  health: 'healthy',
  exitCode: 0,
  startedAt: '2026-11-21T20:33:10.101260579Z',
  restarts: 2,
  restartPolicy: 'unless-stopped',
  exposed: {
    '80/tcp': [
      { HostIp: '0.0.0.0', HostPort: '80' },
      { HostIp: '::', HostPort: '80' },
    ],
    '443/tcp': null,
  },
  published: { '80/tcp': [{ HostIp: '', HostPort: '80' }] },
  networks: { backend: { IPAddress: '172.18.0.2', GlobalIPv6Address: '2a06:de00:50:10::a' } },
  mounts: [{ Source: '/home/operator/caddy/Caddyfile', Destination: '/etc/caddy/Caddyfile', RW: false }],
};

const probe = {
  ...caddy,
  name: '/probe',
  state: 'exited',
  health: null,
  exitCode: 137,
  startedAt: '0001-01-01T00:00:00Z',
  exposed: {},
  mounts: null,
};

const image = (fields: object) =>
  JSON.stringify({
    ID: id('a'),
    Repository: 'ghcr.io/example-net/caddy',
    Tag: '2.10.2',
    Digest: id('d'),
    CreatedAt: 'now',
    ...fields,
  });

const answer = [
  '@@containers',
  JSON.stringify(caddy),
  JSON.stringify(probe),
  'not json',
  '@@images',
  image({}),
  image({ ID: id('b'), Repository: '<none>', Tag: '<none>', Digest: '<none>' }),
  '@@end',
].join('\n');

describe('what docker inspect tells', () => {
  test('image and digest, health, restarts, ports, networks and mounts', () => {
    const { engine, containers, images, unread } = parseInspect({ ...done, stdout: answer });
    expect(engine).toBe('running');
    expect(unread).toEqual(['not json']);
    expect(containers[0]).toEqual({
      name: 'caddy',
      image: 'ghcr.io/example-net/caddy:2.10.2',
      imageId: id('a'),
      digest: `ghcr.io/example-net/caddy@${id('d')}`,
      state: 'running',
      health: 'healthy',
      restarts: 2,
      startedAt: '2026-11-21T20:33:10.101260579Z',
      restartPolicy: 'unless-stopped',
      ports: [
        { inner: 80, protocol: 'tcp', outer: 80 },
        { inner: 443, protocol: 'tcp' },
      ],
      networks: [{ name: 'backend', ipv4: '172.18.0.2', ipv6: '2a06:de00:50:10::a' }],
      mounts: [{ source: '/home/operator/caddy/Caddyfile', target: '/etc/caddy/Caddyfile', writable: false }],
    });
    expect(images.map(({ repository, digest }) => [repository, digest])).toEqual([
      ['ghcr.io/example-net/caddy', id('d')],
      ['<none>', undefined],
    ]);
  });

  test('one that never ran has no time, and its ports are those that were asked for', () => {
    const { containers } = parseInspect({ ...done, stdout: answer });
    expect(containers[1]).toMatchObject({
      state: 'exited',
      exitCode: 137,
      mounts: [],
      ports: [{ outer: 80 }],
    });
    expect(containers[1]).not.toHaveProperty('startedAt');
    expect(containers[1]).not.toHaveProperty('health');
  });

  test('the environment, where secrets are, is never asked for', () => {
    expect(inspectCommand).not.toMatch(/Env|\{\{json \.\}\}' *\$\(/);
  });
});

test('no engine, one that is stopped, one that may not be asked, one that hangs, one cut short', () => {
  expect(parseInspect({ ...done, stdout: '@@absent\n' }).engine).toBe('absent');
  const stopped =
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
  expect(parseInspect({ exitCode: 1, stdout: '', stderr: stopped })).toMatchObject({
    engine: 'stopped',
    why: stopped,
  });
  const denied =
    'Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock';
  expect(parseInspect({ exitCode: 1, stdout: '', stderr: denied }).engine).toBe('denied');
  expect(parseInspect({ exitCode: 124, stdout: '', stderr: '' }).why).toContain('did not answer');
  expect(parseInspect({ ...done, stdout: '@@containers' }).unread).toEqual(['the answer ends in the middle']);
});

test('whatever a host answers, it is read without an error', () => {
  const line = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom('@@containers', '@@images', '@@end', JSON.stringify(caddy), image({})),
  );
  fc.assert(
    fc.property(fc.array(line), fc.string(), fc.nat(200), (lines, stderr, exitCode) => {
      const reading = parseInspect({ exitCode, stdout: lines.join('\n'), stderr });
      expect(reading.containers.length + reading.images.length).toBeLessThanOrEqual(lines.length);
    }),
  );
});
