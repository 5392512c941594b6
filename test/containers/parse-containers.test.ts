import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseContainers } from '../../source/containers/index.ts';

const row = (fields: object) => JSON.stringify({ ID: 'a1', Command: '"/x"', Ports: '', ...fields });

const answer = [
  row({ Names: 'caddy', Image: 'caddy:2', State: 'running', Status: 'Up 3 hours (healthy)' }),
  row({ Names: 'probe', Image: 'probe', State: 'restarting', Status: 'Restarting (1) 5 seconds ago' }),
  row({ Names: 'db', Image: 'postgres:16', State: 'running', Status: 'Up 2 days (unhealthy)' }),
  row({ Names: 'old', Image: 'old:1', Status: 'Exited (0) 2 weeks ago' }),
  '@@restarts',
  '0 /caddy',
  '17 /probe',
  '0 /db',
].join('\n');

const done = { exitCode: 0, stderr: '' };

test('names, images, states, health and restarts', () => {
  const { engine, containers, unread } = parseContainers({ ...done, stdout: answer });
  expect(engine).toBe('running');
  expect(unread).toEqual([]);
  expect(containers.map(({ name, state, health, restarts }) => [name, state, health, restarts])).toEqual([
    ['caddy', 'running', 'healthy', 0],
    ['probe', 'restarting', undefined, 17],
    ['db', 'running', 'unhealthy', 0],
    ['old', 'exited', undefined, undefined],
  ]);
});

test('no engine, one that is stopped, one that may not be asked, one that hangs', () => {
  expect(parseContainers({ ...done, stdout: '@@absent\n' }).engine).toBe('absent');
  const stopped =
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
  expect(parseContainers({ exitCode: 1, stdout: '', stderr: stopped })).toMatchObject({
    engine: 'stopped',
    why: stopped,
  });
  const denied = 'permission denied while trying to connect to the Docker daemon socket';
  expect(parseContainers({ exitCode: 1, stdout: '', stderr: denied }).engine).toBe('denied');
  expect(parseContainers({ exitCode: 124, stdout: '', stderr: '' }).why).toContain('8 s');
});

test('lines that are no container are told as they came', () => {
  const { containers, unread } = parseContainers({ ...done, stdout: `WARNING: odd\n{"Names":1}\n${answer}` });
  expect(containers).toHaveLength(4);
  expect(unread).toEqual(['WARNING: odd', '{"Names":1}']);
});

test('whatever comes, it is read without a fall', () => {
  fc.assert(
    fc.property(fc.nat(answer.length), fc.string({ unit: 'binary' }), (at, noise) => {
      const stdout = answer.slice(0, at) + noise + answer.slice(at);
      for (const { name } of parseContainers({ ...done, stdout }).containers) {
        expect(name.length).toBeLessThanOrEqual(300);
      }
    }),
  );
});
