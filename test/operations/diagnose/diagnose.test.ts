import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { milliseconds } from '../../../source/basics/brand.ts';
import type { Diagnosis } from '../../../source/diagnosis/model.ts';
import { type DiagnoseRequest, diagnose } from '../../../source/operations/diagnose/diagnose.ts';
import {
  describeDiagnosis,
  describeUnread,
  groupDiagnoses,
} from '../../../source/operations/diagnose/diagnose-text.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import type { FleetSession } from '../../../source/operations/session.ts';
import { RecordedHost, type Recording, readRecording } from '../../diagnosis/recording.ts';
import { nameHost, PretendedHost, pretendFleet } from '../observed-fleet.ts';

const names = readdirSync(new URL('../../fixtures/diagnosis/', import.meta.url))
  .filter((file) => file.endsWith('.json.gz'))
  .map((file) => file.slice(0, -'.json.gz'.length));

/** A fleet whose hosts answer as they did when the lab was recorded. */
function openRecording(
  { hosts }: Recording,
  change: (host: string, command: string, text: string) => string = (_h, _c, text) => text,
): FleetSession {
  const session = pretendFleet(...Object.keys(hosts).map((name) => new PretendedHost(name)));
  const known = new Map(
    Object.entries(hosts).map(([name, commands]) => {
      const changed = Object.fromEntries(
        Object.entries(commands).map(([command, answers]) => [
          command,
          answers.map((answer) =>
            'kind' in answer ? answer : { ...answer, stdout: change(name, command, answer.stdout) },
          ),
        ]),
      );
      return [name, new RecordedHost(nameHost(name), changed)];
    }),
  );
  const connect = (name: string) => {
    const found = known.get(name);
    if (!found) throw new Error(`${name} was not recorded`);
    return found;
  };
  return { ...session, remote: { ...session.remote, connect } };
}

async function run(session: FleetSession, request: DiagnoseRequest = {}): Promise<readonly Diagnosis[]> {
  const { diagnoses } = await runOperation(
    diagnose(session, { watching: milliseconds(1), ...request }),
    () => undefined,
  );
  return diagnoses;
}

describe('what was recorded of a lab with faults', () => {
  for (const name of names) {
    test(name, async () => {
      const recording = readRecording(name);
      const diagnoses = await run(openRecording(recording));
      const first = Object.fromEntries(
        diagnoses.map(({ host, subject, causes }) => [`${host} ${subject}`, causes[0]?.cause]),
      );
      expect(first).toMatchObject(recording.expected);
    });
  }
});

test('one wrong key of a tunnel explains both its ends and the sessions through it', async () => {
  const groups = groupDiagnoses(await run(openRecording(readRecording('keys-of-tunnels'))));
  const found = groups.find(({ root }) => root.causes[0]?.cause === 'wg-key-mismatch');
  expect(found?.root).toMatchObject({ host: 'ixpams01', subject: 'wg0' });
  expect(found?.also.map(({ host, subject }) => `${host} ${subject}`)).toEqual([
    'coreams01 wg0',
    'ixpams01 core',
    'coreams01 edge_ams',
  ]);
});

test('the causes are ranked, each with evidence and something to do', async () => {
  const diagnoses = await run(openRecording(readRecording('what-the-peers-refuse')));
  expect(diagnoses.length).toBeGreaterThan(6);
  for (const { causes } of diagnoses) {
    const confidences = causes.map(({ confidence }) => confidence);
    expect(confidences).toEqual([...confidences].sort((one, other) => other - one));
    for (const cause of causes) {
      expect(cause.fix.length).toBeGreaterThan(0);
      expect(cause.evidence.length, cause.cause).toBeGreaterThan(0);
    }
  }
});

test('a session shows its likeliest cause with the commands that prove it, as lines of text', async () => {
  const [found] = await run(openRecording(readRecording('passwords')), {
    host: 'vltatl01',
    subject: 'vultr',
  });
  const lines = describeDiagnosis(found ?? { host: '', subject: '', symptom: '', causes: [], unread: [] });
  expect(lines[0]).toMatch(/^vltatl01 vultr: Connect since/);
  expect(lines[1]).toMatch(/^ {2}md5-mismatch \(96 %\): /);
  expect(lines.join('\n')).toMatch(
    /vltatl01\$ cat \/proc\/net\/netstat \(twice\)\n.*\n.*\n.*TCPMD5Failure \d+ -> \d+/,
  );
  expect(lines.some((line) => line.includes('What to do: '))).toBe(true);
});

test('without the rights to read filters and logs it says so, and finds what can be told without', async () => {
  const recording = readRecording('passwords');
  const needsRoot = /^(nft|journalctl|find|for f|for i|wg)/;
  const hosts = Object.fromEntries(
    Object.entries(recording.hosts).map(([host, commands]) => [
      host,
      Object.fromEntries(
        Object.entries(commands).map(([command, answers]) =>
          needsRoot.test(command)
            ? [command, [{ kind: 'sudo-refused', message: 'operator cannot become root' }]]
            : [command, answers],
        ),
      ),
    ]),
  );
  const diagnoses = await run(openRecording({ ...recording, hosts }));
  const filtered = diagnoses.find(({ host }) => host === 'vltcdg01');
  expect(filtered?.causes[0]).toMatchObject({ cause: 'tcp-filtered', confidence: 0.7 });
  expect(filtered?.unread).toContainEqual({
    host: 'vltcdg01',
    command: 'nft list ruleset',
    reason: 'operator cannot become root',
  });
  expect(diagnoses.find(({ host }) => host === 'vltatl01')?.causes[0]?.cause).toBe('md5-mismatch');
  expect(diagnoses.find(({ subject }) => subject === 'transit_b')?.causes[0]?.cause).toBe('as-mismatch');
});

test('a daemon that runs without its control socket is not said to be stopped', async () => {
  const recording = readRecording('passwords');
  const gone = {
    exitCode: 1,
    stdout: '',
    stderr: 'Unable to connect to server control socket (/run/bird/bird.ctl): No such file or directory\n',
  };
  const known = recording.hosts['vltcdg01'] ?? {};
  const commands = Object.fromEntries(
    Object.entries(known).map(([command, answers]) => [
      command,
      command.startsWith('birdc') ? [gone] : answers,
    ]),
  );
  const vltcdg01 = { ...commands, 'pidof bird': [{ exitCode: 0, stdout: 'bird\n', stderr: '' }] };
  const session = openRecording({ ...recording, hosts: { ...recording.hosts, vltcdg01 } });
  const [found] = await run(session, { host: 'vltcdg01' });
  expect(found).toMatchObject({ subject: 'bird', causes: [{ cause: 'control-socket-missing' }] });
});

test('what the daemon at the other end would say is no cause where it only could not be read', async () => {
  const recording = readRecording('passwords');
  const refused = [{ kind: 'sudo-refused', message: 'operator cannot become root' }];
  const coreams01 = Object.fromEntries(
    Object.entries(recording.hosts['coreams01'] ?? {}).map(([command, answers]) => [
      command,
      command.startsWith('birdc') ? refused : answers,
    ]),
  );
  const session = openRecording(
    { ...recording, hosts: { ...recording.hosts, coreams01 } },
    (host, command, text) =>
      host === 'ixpams01' && command.startsWith('birdc show protocols all')
        ? text.replace(/Hold timer: {7}[\d.]+\/15/, 'Hold timer:       2.000/15')
        : text,
  );
  const diagnoses = await run(session, { host: 'ixpams01', subject: 'core' });
  expect(diagnoses[0]?.symptom).toContain('nothing heard');
  expect(diagnoses[0]?.causes[0]?.cause).toBe('hold-timer');
});

test('a host that tells its login user nothing is not said to be well', async () => {
  const recording = readRecording('passwords');
  const refused = [{ kind: 'sudo-refused', message: 'operator cannot become root' }];
  const closed = (commands: Recording['hosts'][string], pattern: RegExp) =>
    Object.fromEntries(
      Object.entries(commands).map(([command, answers]) => [
        command,
        pattern.test(command) ? refused : answers,
      ]),
    );
  const hosts = Object.fromEntries(
    Object.entries(recording.hosts).map(([host, commands]) => {
      if (host === 'vltcdg01') return [host, closed(commands, /^(birdc|nft|journalctl|find|for f|for i|wg)/)];
      return [host, host === 'coreams01' ? closed(commands, /^nft/) : commands];
    }),
  );
  const session = openRecording({ ...recording, hosts });
  const { diagnoses, unread } = await runOperation(
    diagnose(session, { watching: milliseconds(1) }),
    () => undefined,
  );
  const found = diagnoses.find(({ host }) => host === 'vltcdg01');
  expect(found).toMatchObject({ subject: 'bird', symptom: 'BIRD could not be asked' });
  expect(found?.causes[0]?.explanation).toContain('nothing is known of its sessions');
  expect(found?.unread.map(describeUnread)).toContain(
    'not read on vltcdg01: birdc show protocols all (operator cannot become root)',
  );
  expect(diagnoses.some(({ host }) => host === 'coreams01')).toBe(false);
  expect(unread?.map(describeUnread)).toContain(
    'not read on coreams01: nft list ruleset (operator cannot become root)',
  );
});

test('what a host, a peer or a log says cannot reach the terminal, nor grow without bounds', async () => {
  const hostile = `\u001b[2J\u0007${'x'.repeat(100_000)}`;
  const session = openRecording(readRecording('what-the-peers-refuse'), (_host, command, text) =>
    command.startsWith('birdc show protocols') || command.startsWith('journalctl')
      ? text.replaceAll('Role mismatch', `Role mismatch ${hostile}`)
      : text,
  );
  const diagnoses = await run(session);
  expect(diagnoses.some(({ causes }) => causes[0]?.cause === 'role-mismatch')).toBe(true);
  const text = JSON.stringify(diagnoses.map(describeDiagnosis));
  expect(text).not.toMatch(/\\u001b|\\u0007/);
  expect(text.length).toBeLessThan(400_000);
});

test('routes that lead nowhere are counted in every table, not in the first alone', async () => {
  const recording = readRecording('passwords');
  const answers = recording.hosts['ixpams01'] ?? {};
  const unreachable = 'dest = RTD_UNREACHABLE';
  const birdc = (text: string) => [{ exitCode: 0, stdout: `0001 BIRD 2.0.12 ready.\n${text}`, stderr: '' }];
  const counts = (found: number) =>
    birdc(
      `1007-0 of 0 routes for 0 networks in table master4\n     ${found} of 14 routes for 11 networks in table master6\n0014 Total: ${found} of 14 routes for 11 networks in 2 tables\n`,
    );
  for (const name of Object.keys(answers).filter((command) => command.includes(unreachable)))
    answers[name] = counts(2);
  for (const session of [
    'core',
    'ibgp_fra',
    'rs_ams',
    'peer_harbour',
    'peer_lantern',
    'transit_a',
    'transit_b',
  ]) {
    answers[`birdc show route protocol ${session} where ${unreachable} count`] = counts(
      session === 'ibgp_fra' ? 2 : 0,
    );
  }
  answers[`birdc show route protocol ibgp_fra where ${unreachable}`] = birdc(
    '1007-Table master6:\n     2001:db8:f::/48      unreachable [ibgp_fra 16:00:00.000] * (100/-) [i]\n0000 \n',
  );
  const session = openRecording({ ...recording, hosts: { ...recording.hosts, ixpams01: answers } });
  const [found] = await run(session, { host: 'ixpams01', subject: 'ibgp_fra' });
  expect(found?.causes[0]).toMatchObject({ cause: 'next-hop-unresolved' });
  expect(found?.causes[0]?.explanation).toMatch(/^2 routes of /);
});

test('a known secret in what is shown is redacted', async () => {
  const session = openRecording(readRecording('passwords'), (_host, command, text) =>
    command.startsWith('birdc') ? text.replaceAll('Bad peer AS', 'Bad peer AS hunter2-secret') : text,
  );
  const fleet = { ...session.fleet, secretValues: new Set(['hunter2-secret']) };
  const diagnoses = await run({ ...session, fleet });
  expect(diagnoses.find(({ subject }) => subject === 'transit_b')?.causes[0]?.cause).toBe('as-mismatch');
  expect(JSON.stringify(diagnoses)).not.toContain('hunter2');
});

test('a host or a subject that does not exist is refused, with those that do', async () => {
  const session = openRecording(readRecording('passwords'));
  await expect(run(session, { host: 'nowhere' })).rejects.toMatchObject({
    problem: { kind: 'usage', hint: expect.stringContaining('ixpams01') },
  });
  await expect(run(session, { host: 'ixpams01', subject: 'nothing' })).rejects.toMatchObject({
    problem: { kind: 'usage', hint: expect.stringContaining('transit_a') },
  });
});
