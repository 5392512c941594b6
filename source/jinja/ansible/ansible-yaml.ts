import { textOf } from '../python/compare.ts';
import { toInteger } from '../python/convert-number.ts';
import { clampInt } from '../python/numbers.ts';
import type { Kwargs } from '../python/object.ts';
import { isTrue } from '../python/truth.ts';
import type { Context } from '../runtime/context.ts';
import type { Operation } from '../runtime/environment-core.ts';
import { PyError } from '../runtime/errors.ts';
import { define } from '../runtime/operation.ts';
import { ansibleError } from './ansible-error.ts';
import { emitYaml } from './yaml-emit.ts';
import { represent } from './yaml-node.ts';

export const yamlFilters: readonly [string, Operation][] = [
  [
    'to_yaml',
    define('to_yaml(a, **kw)', ([value], _context, { named }) =>
      dump('to_yaml', value, 2, flowOf(named), named),
    ),
  ],
  [
    'to_nice_yaml',
    define('to_nice_yaml(a, indent=4, **kw)', ([value, indent], _context, { named }) =>
      dump('to_nice_yaml', value, clampInt(toInteger(indent)), false, named),
    ),
  ],
  ['from_yaml', define('from_yaml(data)', ([value], context) => fromYaml(context, value))],
];

/** Collections of scalars alone stand in brackets, unless the template says otherwise. */
function flowOf(options: Kwargs): boolean | undefined {
  const flow = options.get('default_flow_style') ?? null;
  return flow === null ? undefined : isTrue(flow);
}

function dump(
  name: string,
  value: unknown,
  indent: number,
  flow: boolean | undefined,
  options: Kwargs,
): string {
  const size = (key: string, fallback: number): number => {
    const given = options.get(key) ?? null;
    return given === null ? fallback : clampInt(toInteger(given));
  };
  const flag = (key: string, fallback: boolean): boolean => {
    const given = options.get(key);
    return given === undefined ? fallback : isTrue(given);
  };
  try {
    const node = represent(value, { sortKeys: flag('sort_keys', true), flow });
    return emitYaml(node, {
      indent: name === 'to_yaml' ? size('indent', indent) : indent,
      width: size('width', 80),
      explicitStart: flag('explicit_start', false),
      explicitEnd: flag('explicit_end', false),
    });
  } catch (error) {
    if (!(error instanceof PyError) || error.kind === 'LimitError' || error.kind === 'UndefinedError')
      throw error;
    throw ansibleError(`${name} - ${error.message}. ${error.message}`);
  }
}

function fromYaml(context: Context, value: unknown): unknown {
  const text = textOf(value);
  if (text === undefined) return value;
  const { readYaml } = context.render.environment;
  if (readYaml === undefined) throw ansibleError('from_yaml - no reader of YAML is at hand');
  return readYaml(text);
}
