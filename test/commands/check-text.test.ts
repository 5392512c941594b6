import { expect, test } from 'vitest';
import { summarizeCheck } from '../../source/commands/check-text.ts';
import type { HostName } from '../../source/fleet/model.ts';
import type { CheckResult } from '../../source/operations/check/check-model.ts';

const nothing: CheckResult = {
  findings: [],
  unchecked: [],
  unread: [],
  forecasts: [],
  problems: [],
  hosts: [],
  sessions: 0,
  tunnels: 0,
};
const problems = [{ kind: 'undefined-variable', message: 'asn is not set' }];

test('a check of nothing does not say that nothing was found', () => {
  expect(summarizeCheck({ ...nothing, problems })).toBe(
    'Nothing was checked: no host could be read or rendered.',
  );
});

test('a check of a part says that it is one', () => {
  const hosts = ['ixpams01' as HostName];
  expect(summarizeCheck({ ...nothing, hosts })).toMatch(/nothing found\.$/);
  expect(summarizeCheck({ ...nothing, hosts, problems })).toMatch(
    /; incomplete, for an error came before\.$/,
  );
});
