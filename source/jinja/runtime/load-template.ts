import type { CompiledTemplate } from '../compile/compiled.ts';
import { textOf } from '../python/compare.ts';
import { canonicalKey } from '../python/dict.ts';
import { items } from '../python/iterate.ts';
import { str } from '../python/repr.ts';
import { isTrue } from '../python/truth.ts';
import { Undefined } from '../python/undefined.ts';
import { PyError } from './errors.ts';
import type { Render } from './render.ts';

/** One template by name. */
export function loadTemplate(render: Render, name: unknown): CompiledTemplate {
  const text = textOf(name);
  if (text !== undefined) return render.load(text);
  if (name instanceof Undefined) return name.fail();
  // A name that cannot be a key cannot be looked up in a cache either.
  canonicalKey(name);
  throw new PyError('TemplateNotFound', str(name));
}

/** One template by name, or the first of a list that there is. */
export function selectTemplate(render: Render, names: unknown): CompiledTemplate {
  if (textOf(names) !== undefined) return loadTemplate(render, names);
  if (names instanceof Undefined) return names.fail();
  if (!isTrue(names)) {
    throw new PyError('TemplatesNotFound', 'Tried to select from an empty list of templates.');
  }
  const tried: string[] = [];
  for (const name of items(names)) {
    const found = tryTemplate(render, name);
    if (found !== undefined) return found;
    tried.push(name instanceof Undefined ? name.message : str(name));
  }
  throw new PyError('TemplatesNotFound', `none of the templates given were found: ${tried.join(', ')}`);
}

const passedOver = new Set(['TemplateNotFound', 'TemplatesNotFound', 'UndefinedError']);

function tryTemplate(render: Render, name: unknown): CompiledTemplate | undefined {
  try {
    return loadTemplate(render, name);
  } catch (error) {
    if (error instanceof PyError && passedOver.has(error.kind)) return undefined;
    throw error;
  }
}
