import { PyDict, PyFloat } from '../jinja/values.ts';
import { asRecord, field, isRecord } from './json.ts';

/** What Terraform's outputs say of the hosts. */
export interface HostOutputs {
  /** By key: each map output that has it, as a variable named as the output. */
  readonly variables: ReadonlyMap<string, PyDict>;
  /** Names of the outputs that Terraform calls sensitive. */
  readonly sensitive: ReadonlySet<string>;
}

/**
 * Reads `terraform output -json`: each key of a map output may be a host, and whoever asks knows which are. Outputs
 * that are no maps are left out.
 */
export function readHostOutputs(outputs: unknown): HostOutputs {
  const variables = new Map<string, PyDict>();
  const sensitive = new Set<string>();
  for (const [name, output] of Object.entries(asRecord(outputs))) {
    const value = field(asRecord(output), 'value');
    if (field(asRecord(output), 'sensitive') === true) sensitive.add(name);
    if (!isRecord(value)) continue;
    for (const [host, part] of Object.entries(value)) {
      const dict = variables.get(host) ?? new PyDict();
      dict.set(name, toPython(part, 0));
      variables.set(host, dict);
    }
  }
  return { variables, sensitive };
}

const depthLimit = 64;

/** A JSON value as the template language has it. Terraform's numbers are ints where they are whole. */
function toPython(value: unknown, depth: number): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : new PyFloat(value);
  if (depth > depthLimit) return null;
  if (Array.isArray(value)) return value.map((item) => toPython(item, depth + 1));
  if (!isRecord(value)) return value ?? null;
  return PyDict.from(Object.entries(value).map(([key, item]) => [key, toPython(item, depth + 1)]));
}
