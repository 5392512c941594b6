import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OperatorError } from '../../source/basics/problem.ts';
import { parseSshArguments } from '../../source/remote/ssh-arguments.ts';

const place = { file: 'inventory/hosts.yml', line: 7 };

function read(text: string): Record<string, readonly string[]> {
  const parsed = parseSshArguments(text, place);
  return {
    ...Object.fromEntries(parsed.options.map(({ keyword, values }) => [keyword, values])),
    ...(parsed.configFile === undefined ? {} : { '-F': [parsed.configFile] }),
  };
}

describe('ansible_ssh_common_args', () => {
  test('options in every way ssh takes them', () => {
    expect(read('-o Port=2222 -oUser=op -J jump1,jump2 -i /keys/a -F none')).toEqual({
      port: ['2222'],
      user: ['op'],
      proxyjump: ['jump1,jump2'],
      identityfile: ['/keys/a'],
      '-F': ['none'],
    });
    expect(read('-p2201 -l op -6')).toEqual({ port: ['2201'], user: ['op'], addressfamily: ['inet6'] });
  });

  test('options that mean nothing here are passed over with their values', () => {
    expect(read('-C -q -vv -o ControlMaster=auto -o ControlPersist=60s -e none -Aq -p 22')).toMatchObject({
      port: ['22'],
    });
  });

  test.each(['-o', 'jump01', '-p', '-o "Port 22'])('%s is an error that names the inventory', (text) => {
    expect(() => parseSshArguments(text, place)).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ kind: 'ssh-arguments-invalid', place }) }),
    );
  });

  test('anything else is either read or refused, never a defect', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          parseSshArguments(text, place);
        } catch (error) {
          expect(error).toBeInstanceOf(OperatorError);
        }
      }),
    );
  });
});
