import { PyDict, PyFloat } from '../jinja/values.ts';
import { asRecord, field, isRecord } from './json.ts';

/** What Terraform's outputs say of the hosts. */
export interface HostOutputs {
  /**
   * By key of the map outputs: the parts of what stands there as variables of their own names, and the whole as one
   * named as the output.
   */
  readonly variables: ReadonlyMap<string, PyDict>;
  /** Names of the variables that come from outputs which Terraform calls sensitive. */
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
    if (!isRecord(value)) continue;
    const isSensitive = field(asRecord(output), 'sensitive') === true;
    for (const [host, part] of Object.entries(value)) {
      const dict = variables.get(host) ?? new PyDict();
      for (const [key, item] of [...(isRecord(part) ? Object.entries(part) : []), [name, part] as const]) {
        dict.set(key, toPython(item, 0));
        if (isSensitive) sensitive.add(key);
      }
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
