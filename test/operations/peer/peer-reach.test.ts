import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OperatorError } from '../../../source/basics/problem.ts';
import { runOperation } from '../../../source/operations/operation.ts';
import {
  checkTarget,
  type ReachEvent,
  reach,
  writeReachCommand,
} from '../../../source/operations/peer/peer-reach.ts';
import type { CommandResult, ExecOptions } from '../../../source/remote/connection.ts';
import { PretendedHost, pretendFleet } from '../observed-fleet.ts';

test('addresses, with a zone too, and names', () => {
  for (const target of ['192.0.2.1', '2001:db8::1', 'fe80::1%eth0', 'www.example.net', 'coreams01']) {
    expect(checkTarget(target)).toBe(target);
  }
});

test('flags, lists and shells are no targets', () => {
  for (const target of ['', '-f', '--help', 'a b', 'a;b', '$(id)', 'fe80::1%eth0;id', '.example']) {
    expect(() => checkTarget(target)).toThrow('is no address and no name');
  }
});

test('no target ever begins with a dash or holds white space', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.domain(), fc.ipV6()), (word) => {
      try {
        expect(checkTarget(word)).toMatch(/^[A-Za-z0-9:][\w.:%@-]*$/);
      } catch (error) {
        expect(error).toBeInstanceOf(OperatorError);
      }
    }),
  );
});

test('a session is pinged from its own source address', () => {
  expect(writeReachCommand('ping', '2001:db8::1', '2001:db8::2')).toBe(
    'ping -n -c 5 -i 0.3 -W 2 -I 2001:db8::2 2001:db8::1',
  );
  expect(writeReachCommand('trace', '192.0.2.1', '192.0.2.2')).toContain(
    'traceroute -n -w 1 -q 1 -m 20 -s 192.0.2.2',
  );
});

test('a host without any tracer is told so, and no command is shown as if it ran', async () => {
  class Bare extends PretendedHost {
    override async exec(command: string, options?: ExecOptions): Promise<CommandResult> {
      const answer = await super.exec(command, options);
      return command.includes('command -v traceroute') ? { ...answer, exitCode: 127 } : answer;
    }
  }
  const events: ReachEvent[] = [];
  const trace = reach(pretendFleet(new Bare('ams')), 'ams', { kind: 'trace', target: '192.0.2.1' });
  await expect(runOperation(trace, (event) => events.push(event))).rejects.toThrow('none of traceroute');
  expect(events).toEqual([]);
});

test('a host with one runs it', async () => {
  const events: ReachEvent[] = [];
  const host = new PretendedHost('ams');
  const trace = reach(pretendFleet(host), 'ams', { kind: 'trace', target: '192.0.2.1' });
  await runOperation(trace, (event) => events.push(event));
  expect(events).toMatchObject([{ type: 'reach-start', command: 'traceroute 192.0.2.1' }]);
  expect(host.commands.at(-1)).toContain('exec traceroute -n');
});
