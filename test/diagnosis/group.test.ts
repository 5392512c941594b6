import { expect, test } from 'vitest';
import { describeGroup } from '../../source/diagnosis/describe.ts';
import { groupDiagnoses } from '../../source/diagnosis/group.ts';
import type { Cause, CauseName, Diagnosis } from '../../source/diagnosis/model.ts';

function cause(name: CauseName, explanation: string, output: string): Cause {
  const evidence = [{ host: 'ams', command: 'wg show wg0', output }];
  return { cause: name, confidence: 0.97, explanation, evidence, fix: ['mend it'] };
}

function diagnosis(host: string, subject: string, ...causes: readonly Cause[]): Diagnosis {
  return { host, subject, symptom: 'is down', causes, unread: [] };
}

const wrongKey = cause('wg-key-mismatch', 'ams has a key of fra that is not its own', 'peer: AAAA');

test('one wrong key is told once, with what else it explains below it', () => {
  const groups = groupDiagnoses([
    diagnosis('ams', 'wg0', wrongKey),
    diagnosis('fra', 'wg0', wrongKey),
    diagnosis('ams', 'ibgp_fra', wrongKey, cause('wg-stale', 'nothing has come', 'x')),
    diagnosis('fra', 'peer', cause('md5-mismatch', 'the passwords differ', 'TCPMD5Failure 0 -> 4')),
  ]);
  expect(groups.map(({ root, also }) => [root.subject, also.map((each) => each.subject)])).toEqual([
    ['wg0', ['wg0', 'ibgp_fra']],
    ['peer', []],
  ]);
  const [first] = groups;
  if (first === undefined) throw new Error('there is one');
  const lines = describeGroup(first);
  expect(lines.filter((line) => line.includes('peer: AAAA'))).toHaveLength(1);
  expect(lines.slice(-2)).toEqual([
    '  explains also: fra wg0: is down',
    '                 ams ibgp_fra: is down',
  ]);
});

test('the same words about other evidence are another cause, and what is unexplained explains nothing', () => {
  const other = cause('wg-key-mismatch', wrongKey.explanation, 'peer: BBBB');
  const unknown = cause('unexplained', 'nothing says why', 'x');
  const all = [
    diagnosis('ams', 'wg0', wrongKey),
    diagnosis('ams', 'wg1', other),
    diagnosis('ams', 'one', unknown),
    diagnosis('ams', 'two', unknown),
    diagnosis('ams', 'three'),
    diagnosis('ams', 'four'),
  ];
  expect(groupDiagnoses(all)).toEqual(all.map((root) => ({ root, also: [] })));
});
