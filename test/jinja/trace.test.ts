import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Segment, TracedRender } from '../../source/jinja/index.ts';
import { createEnvironment, PyDict, TemplateError, toVariables } from '../../source/jinja/index.ts';
import { runtimeErrors } from './cases/errors.ts';
import { operators, printing } from './cases/expressions.ts';
import { filters, tests } from './cases/filters.ts';
import { containerMethods, percent, strMethods } from './cases/methods.ts';
import { toCase } from './cases/row.ts';
import { loops, macros, statements } from './cases/statements.ts';
import { templates } from './cases/templates.ts';
import { whitespace } from './cases/whitespace.ts';
import { flows, flowVariables } from './flow-arbitrary.ts';
import { generatedFiles } from './template-arbitrary.ts';

const files = {
  'bird.conf.j2':
    'router id {{ router.id }};\n{% for p in peers if p.up %}\nneighbor {{ p.ip }} as {{ p.asn }};\n{% endfor %}\n{% include "tail.j2" %}\n',
  'tail.j2': '# {{ site|upper }}\n',
  'macros.j2': '{% macro line(key, value) %}\n{{ key }} = {{ value }}\n{% endmacro %}\n',
};

const variables = toVariables({
  site: 'ams',
  router: { id: '10.0.0.1' },
  peers: [
    { ip: '192.0.2.1', asn: 64500, up: true },
    { ip: '192.0.2.2', asn: 64501, up: false },
  ],
  motd: 'hello\nworld',
});

const environment = createEnvironment({ files, ansibleFilters: true });

function trace(source: string): TracedRender {
  return environment.renderSourceTraced(source, 'main.j2', variables);
}

/** The segment in which this text stands. */
function segmentOf(render: TracedRender, text: string): Segment {
  const at = render.text.indexOf(text);
  const segment = render.segments.find(({ start, end }) => at >= start && at + text.length <= end);
  if (at === -1 || segment === undefined) throw new Error(`no one segment holds ${text} in ${render.text}`);
  return segment;
}

function keys(reads: Segment['reads']): unknown[] {
  return reads.map(({ key }) => key);
}

describe('a traced render', () => {
  it('knows the template, the line and the variables of each part', () => {
    const render = environment.renderTraced('bird.conf.j2', variables);
    expect(render.text).toBe('router id 10.0.0.1;\nneighbor 192.0.2.1 as 64500;\n# AMS');
    const id = segmentOf(render, '10.0.0.1');
    expect([id.template, id.line, keys(id.reads)]).toEqual(['bird.conf.j2', 1, ['router', 'id']]);
    const asn = segmentOf(render, '64500');
    expect([asn.line, keys(asn.reads)]).toEqual([3, ['peers', 0, 'asn']]);
    const peers: unknown = variables.get('peers');
    expect(asn.reads.at(-1)?.container).toBe(Array.isArray(peers) ? peers[0] : undefined);
    const site = segmentOf(render, 'AMS');
    expect([site.template, site.line, keys(site.reads)]).toEqual(['tail.j2', 1, ['site']]);
  });

  it('lists every template it read', () => {
    expect(environment.renderTraced('bird.conf.j2', variables).templates).toEqual([
      'bird.conf.j2',
      'tail.j2',
    ]);
  });

  it('tells what a part says from what decided that it is there', () => {
    const render = environment.renderTraced('bird.conf.j2', variables);
    const text = segmentOf(render, 'neighbor ');
    expect(keys(text.reads)).toEqual([]);
    expect(keys(text.control)).toEqual(['peers', 0, 'up']);
    const ip = segmentOf(render, '192.0.2.1');
    expect(keys(ip.reads)).toEqual(['peers', 0, 'ip']);
    expect(keys(ip.control)).toContain('up');
  });

  it('gives each line of text its own line of the template', () => {
    const render = trace('one\ntwo\n\nfour {{ site }}\nfive\n');
    const lines = render.segments.map(({ start, end, line }) => [render.text.slice(start, end), line]);
    expect(lines).toEqual([
      ['one\n', 1],
      ['two\n', 2],
      ['\n', 3],
      ['four ', 4],
      ['ams', 4],
      ['\n', 4],
      ['five', 5],
    ]);
  });

  it('keeps the parts of a macro, a block set and a filter section', () => {
    const render = trace(
      '{% from "macros.j2" import line %}\n{{ line("site", site) }}{% set x %}\nid {{ router.id }}\n{% endset %}\n{{ x }}',
    );
    const macro = segmentOf(render, 'ams');
    expect([macro.template, macro.line, keys(macro.reads)]).toEqual(['macros.j2', 2, ['site']]);
    const id = segmentOf(render, '10.0.0.1');
    expect([id.template, id.line, keys(id.reads)]).toEqual(['main.j2', 3, ['router', 'id']]);
  });

  it('joins what such a text was made of where a filter has changed it', () => {
    const render = trace('{% filter upper %}\n{{ site }} {{ router.id }}\n{% endfilter %}');
    expect(keys(segmentOf(render, 'AMS 10.0.0.1').reads)).toEqual(['site', 'router', 'id']);
  });

  it('follows values through set, namespace, lists and sort', () => {
    const render = trace(
      '{% set ns = namespace(v=0) %}{% for p in peers|sort(attribute="asn", reverse=true) %}{% set ns.v = p.ip %}{% endfor %}{{ ns.v }}' +
        '{% set l = [] %}{% set _ = l.append(site) %}/{{ l[0] }}',
    );
    const ip = segmentOf(render, '192.0.2.1');
    expect(keys(ip.reads)).toContain('ip');
    expect(keys(ip.reads)).not.toContain('asn');
    expect(keys(ip.control)).toContain('asn');
    expect(keys(segmentOf(render, 'ams').reads)).toContain('site');
  });

  it('tells the entries of a dict apart', () => {
    const render = trace(
      '{% for k, v in router|dictsort %}{{ k }}={{ v }};{% endfor %}{{ router|dict2items|map(attribute="value")|join }}',
    );
    const value = segmentOf(render, '10.0.0.1');
    expect(value.reads).toContainEqual({ container: variables.get('router'), key: 'id' });
  });

  it('covers the text without gaps', () => {
    const { segments, text } = environment.renderTraced('bird.conf.j2', variables);
    let at = 0;
    for (const { start, end } of segments) {
      expect(start).toBe(at);
      at = end;
    }
    expect(at).toBe(text.length);
  });
});

describe('tracing changes nothing', () => {
  const tables = [
    whitespace,
    statements,
    loops,
    macros,
    templates,
    printing,
    operators,
    strMethods,
    containerMethods,
    percent,
    filters,
    tests,
    runtimeErrors,
  ];

  it('on the tables of cases', () => {
    for (const { source, variables: given = {}, ...options } of tables.flat().map(toCase)) {
      if (source.includes('|random') || source.includes('lipsum')) continue;
      const own = createEnvironment(options);
      const render = (traced: boolean): unknown => {
        const values = toVariables(given);
        try {
          return traced
            ? own.renderSourceTraced(source, 'main.j2', values).text
            : own.renderSource(source, 'main.j2', values);
        } catch (error) {
          if (!(error instanceof TemplateError)) throw error;
          return { kind: error.kind, line: error.line, message: error.message };
        }
      };
      expect({ source, outcome: render(true) }).toEqual({ source, outcome: render(false) });
    }
  });
});

/** Where each token of the variables stands: its container and key. */
function findTokens(): Map<string, { readonly container: object; readonly key: unknown }> {
  const tokens = new Map<string, { readonly container: object; readonly key: unknown }>();
  const visit = (container: object, key: unknown, value: unknown): void => {
    const token = typeof value === 'string' ? /q[a-z]\d+z/.exec(value)?.[0] : undefined;
    if (token !== undefined) tokens.set(token, { container, key });
    if (value instanceof PyDict) for (const [inner, item] of value) visit(value, inner, item);
    if (Array.isArray(value)) for (const [index, item] of value.entries()) visit(value, index, item);
  };
  for (const [name, value] of flowVariables) visit(flowVariables, name, value);
  return tokens;
}

describe('no value reaches the output unseen', () => {
  const tokens = findTokens();
  const own = createEnvironment({ files: generatedFiles, undefined: 'chainable', ansibleFilters: true });

  /** Every token in the output stands in segments that read it. */
  function findUnseen({ segments, text }: TracedRender): string | undefined {
    for (const match of text.toLowerCase().matchAll(/q[a-z]\d+z/g)) {
      const place = tokens.get(match[0]);
      if (place === undefined) continue;
      const end = match.index + match[0].length;
      const around = segments.filter((segment) => segment.start < end && segment.end > match.index);
      const isSeen = around.some(({ reads }) =>
        reads.some(({ container, key }) => container === place.container && key === place.key),
      );
      if (!isSeen) return `${match[0]} at ${match.index}`;
    }
    return undefined;
  }

  it('whatever way it takes through a template', () => {
    let rendered = 0;
    fc.assert(
      fc.property(flows, (source) => {
        let render: TracedRender;
        try {
          render = own.renderSourceTraced(source, 'main.j2', flowVariables);
        } catch (error) {
          if (error instanceof TemplateError) return;
          throw error;
        }
        rendered += 1;
        expect(findUnseen(render)).toBeUndefined();
        expect(render.text).toBe(own.renderSource(source, 'main.j2', flowVariables));
      }),
      { numRuns: 600 },
    );
    expect(rendered).toBeGreaterThan(100);
  }, 60_000);
});
