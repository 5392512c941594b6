import { expect, it } from 'vitest';
import { createEnvironment, PyDict, type Read, toPython } from '../../source/jinja/index.ts';

const source = `{% for session in sessions if session.kind == 'core' %}
protocol {{ session.name }}
  import all;
{% endfor %}`;

/** Reads of an item's own values, by their keys. */
function keysOf(reads: readonly Read[]): unknown[] {
  return reads.filter(({ container }) => container instanceof PyDict).map(({ key }) => key);
}

it("counts what a loop's if looked at as the reason of its body, plain text included, and not as its content", () => {
  const variables = toPython({ sessions: [{ name: 'core', kind: 'core' }] });
  if (!(variables instanceof PyDict)) throw new Error('an object becomes a dict');
  const { text, segments } = createEnvironment().renderSourceTraced(source, 'bird.conf.j2', variables);
  const about = (wanted: string) =>
    segments.find(({ start, end }) => text.slice(start, end).includes(wanted));
  expect(keysOf(about('import all')?.control ?? [])).toContain('kind');
  expect(keysOf(about('import all')?.reads ?? [])).not.toContain('kind');
  const name = segments.find(({ start, end }) => text.slice(start, end) === 'core');
  expect(keysOf(name?.reads ?? [])).toContain('name');
  expect(keysOf(name?.reads ?? [])).not.toContain('kind');
  expect(keysOf(name?.control ?? [])).toContain('kind');
});
