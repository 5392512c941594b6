import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PyDict, PyFloat } from '../../source/jinja/values.ts';
import { readHostOutputs } from '../../source/terraform/outputs.ts';

const outputs = {
  vlt_servers: {
    sensitive: false,
    value: {
      vltatl01: { address_ipv6: '2001:db8::1', ports: [22, 1.5], tags: null },
      vltcdg01: { address_ipv6: '2001:db8::2' },
      gone01: {},
    },
  },
  tokens: { sensitive: true, value: { vltatl01: 'secret-token' } },
  version: { sensitive: false, value: '7' },
};

test('a map output keyed by hosts becomes a variable of each, named as the output', () => {
  const { variables, sensitive } = readHostOutputs(outputs);
  expect([...variables.keys()]).toEqual(['vltatl01', 'vltcdg01', 'gone01']);
  const servers = variables.get('vltatl01')?.get('vlt_servers');
  expect(servers).toBeInstanceOf(PyDict);
  if (!(servers instanceof PyDict)) return;
  expect(servers.get('address_ipv6')).toBe('2001:db8::1');
  expect(servers.get('ports')).toEqual([22, new PyFloat(1.5)]);
  expect(servers.get('tags')).toBeNull();
  expect(variables.get('vltatl01')?.get('tokens')).toBe('secret-token');
  expect(sensitive).toEqual(new Set(['tokens']));
});

test('outputs that are no maps, and anything else, give nothing', () => {
  expect(readHostOutputs({ version: outputs.version }).variables.size).toBe(0);
  fc.assert(fc.property(fc.jsonValue(), (value) => readHostOutputs(value).variables.size >= 0));
});
