import { asList, asRecord, asText, field, isRecord, type JsonRecord } from './json.ts';
import { dropKeys } from './resource-places.ts';

const depthLimit = 12;
const causeLimit = 20;

/**
 * What these attributes of a resource follow: the data sources and the root module's variables that their
 * expressions name, through locals of modules as far as the plan's JSON tells. Empty where it tells nothing.
 */
export function listCauses(
  plan: unknown,
  address: string,
  attributes: ReadonlySet<string | number>,
): readonly string[] {
  const modules = findModules(plan, address);
  const resource = modules.at(-1) && findResource(modules.at(-1), address);
  if (resource === undefined) return [];
  const causes = new Set<string>();
  const expressions = asRecord(field(resource, 'expressions'));
  const named = [...attributes].filter(
    (name) => typeof name === 'string' && Object.hasOwn(expressions, name),
  );
  // Only a computed attribute changes, which follows everything the resource is given.
  const chosen = named.length > 0 ? named.map((name) => field(expressions, String(name))) : [expressions];
  const seen = new Set<string>();
  for (const reference of chosen.flatMap((expression) => listReferences(expression, 0)))
    follow(reference, modules, causes, seen, 0);
  return [...causes];
}

/** The configuration of the modules on the way to a resource, the root first. */
function findModules(plan: unknown, address: string): ModuleStep[] {
  const root = field(asRecord(field(asRecord(plan), 'configuration')), 'root_module');
  const steps: ModuleStep[] = [{ module: asRecord(root), call: {}, prefix: '' }];
  for (const [, name = ''] of dropKeys(address).matchAll(/(?:^|\.)module\.([\w-]+)(?=\.)/g)) {
    const above = steps.at(-1);
    const call = asRecord(field(asRecord(field(above?.module ?? {}, 'module_calls')), name));
    const prefix = `${above?.prefix ?? ''}module.${name}.`;
    steps.push({ module: asRecord(field(call, 'module')), call, prefix });
  }
  return steps;
}

interface ModuleStep {
  readonly module: JsonRecord;
  /** The call in the module above. */
  readonly call: JsonRecord;
  readonly prefix: string;
}

function findResource(step: ModuleStep | undefined, address: string): JsonRecord | undefined {
  const own = dropKeys(address).slice(step?.prefix.length ?? 0);
  return asList(field(step?.module ?? {}, 'resources'))
    .map(asRecord)
    .find((resource) => asText(field(resource, 'address')) === own);
}

function follow(
  reference: string,
  modules: readonly ModuleStep[],
  causes: Set<string>,
  seen: Set<string>,
  depth: number,
): void {
  const step = modules.at(-1);
  const [kind = '', name = ''] = reference.split('.');
  const key = `${step?.prefix ?? ''}${reference}`;
  if (step === undefined || seen.has(key) || depth > depthLimit || causes.size >= causeLimit) return;
  seen.add(key);
  if (kind === 'data') {
    causes.add(`${step.prefix}${reference.split('.').slice(0, 3).join('.').replace(/\[.*$/, '')}`);
  } else if (kind === 'var' && modules.length === 1) {
    causes.add(`var.${name.replace(/\[.*$/, '')}`);
  } else if (kind === 'var') {
    const given = field(asRecord(field(step.call, 'expressions')), name.replace(/\[.*$/, ''));
    for (const above of listReferences(given, 0))
      follow(above, modules.slice(0, -1), causes, seen, depth + 1);
  } else if (!['local', 'each', 'count', 'path', 'terraform', 'module', 'self'].includes(kind)) {
    const other = findResource(step, `${step.prefix}${kind}.${name.replace(/\[.*$/, '')}`);
    for (const expression of listReferences(other && field(other, 'expressions'), 0))
      follow(expression, modules, causes, seen, depth + 1);
  }
}

/** Every name in an expression; Terraform lists a longer one before its parts. */
function listReferences(expression: unknown, depth: number): string[] {
  if (depth > depthLimit) return [];
  if (Array.isArray(expression)) return expression.flatMap((part) => listReferences(part, depth + 1));
  if (!isRecord(expression)) return [];
  return Object.entries(expression).flatMap(([key, value]) =>
    key === 'references'
      ? asList(value).filter((name) => typeof name === 'string')
      : listReferences(value, depth + 1),
  );
}
