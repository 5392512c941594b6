import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderString } from '../../source/jinja/index.ts';
import { ansible } from './cases/ansible.ts';
import { toCase } from './cases/row.ts';
import { Oracle } from './oracle.ts';
import { comparable, renderCase } from './render-case.ts';

let oracle: Oracle;

beforeAll(async () => {
  oracle = await Oracle.start();
});

afterAll(() => oracle.stop());

describe('the filters and tests of Ansible', () => {
  it('answer as those of ansible-core', async () => {
    for (const item of ansible.map(toCase)) {
      const theirs = await oracle.render(item);
      const ours = renderCase(item);
      expect({ source: item.source, outcome: comparable(ours, theirs) }).toEqual({
        source: item.source,
        outcome: comparable(theirs, ours),
      });
    }
  });

  it('are not there unless they are asked for', () => {
    expect(() => renderString('{{ "x"|b64encode }}')).toThrow("No filter named 'b64encode'.");
  });

  it('are known by their full names too', () => {
    const source = '{{ "x"|ansible.builtin.b64encode }} {{ "10.0.0.1/8"|ansible.utils.ipaddr("network") }}';
    expect(renderString(source, {}, { ansibleFilters: true })).toBe('eA== 10.0.0.0');
  });

  it('read YAML with the reader they are given', () => {
    const options = { ansibleFilters: true, readYaml: (text: string) => `read ${text}` };
    expect(renderString('{{ "a: 1"|from_yaml }} {{ 5|from_yaml }}', {}, options)).toBe('read a: 1 5');
    expect(() => renderString('{{ "a"|from_yaml }}', {}, { ansibleFilters: true })).toThrow(
      'no reader of YAML',
    );
  });

  it('leave a mark where an option is to be left out', () => {
    expect(renderString('{{ x|default(omit) }}', {}, { ansibleFilters: true })).toContain(
      'omit_place_holder',
    );
  });

  it('stop a search that would take forever', () => {
    const source = '{{ ("a" * 40 ~ "b")|regex_replace("(a+)+$", "") }}';
    expect(() => renderString(source, {}, { ansibleFilters: true })).toThrow('goes beyond a limit');
  });
});

describe('the filters for addresses', () => {
  const recorded: Record<string, string> = JSON.parse(
    readFileSync(new URL('fixtures/ipaddr.json', import.meta.url), 'utf8'),
  );

  it('answer as the collection ansible.utils 2.10 with netaddr 0.8 does', () => {
    for (const [expression, text] of Object.entries(recorded)) {
      const ours = renderString(`{{ ${expression} }}`, {}, { ansibleFilters: true });
      expect({ expression, text: ours }).toEqual({ expression, text });
    }
  });
});
