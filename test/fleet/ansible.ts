import { execa } from 'execa';
import { PyBytes, PyDate, PyDateTime, PyDict, PyFloat, PySet, PyTuple } from '../../source/jinja/values.ts';

/** Writes a value as JSON in which ints, floats and long ints stay apart. */
const tagging = `
import sys, json
def tag(value):
    if isinstance(value, bool) or value is None or isinstance(value, str): return value
    if isinstance(value, int): return {'int': str(value)}
    if isinstance(value, float): return {'float': repr(value)}
    if isinstance(value, dict) and list(value) == ['__ansible_vault']: return {'vault': value['__ansible_vault']}
    if isinstance(value, dict) and list(value) == ['__ansible_unsafe']: return value['__ansible_unsafe']
    if isinstance(value, dict): return {'dict': {k: tag(v) for k, v in value.items()}}
    if isinstance(value, list): return [tag(v) for v in value]
    raise TypeError(type(value))
`;

export const ansibleEnvironment = {
  ANSIBLE_NOCOLOR: '1',
  ANSIBLE_DEPRECATION_WARNINGS: '0',
  ANSIBLE_LOCALHOST_WARNING: '0',
};

/** What `ansible-inventory --list` prints for a repository, its numbers tagged. */
export async function listInventory(root: string, inventory = 'inventory'): Promise<AnsibleInventory> {
  const flags = ['-i', inventory, '--playbook-dir', root, '--list'];
  const listing = await execa('/usr/bin/ansible-inventory', flags, { cwd: root, env: ansibleEnvironment });
  const script = `${tagging}
data = json.loads(sys.stdin.read())
hostvars = {h: {k: tag(v) for k, v in vs.items()} for h, vs in data.pop('_meta')['hostvars'].items()}
print(json.dumps({'hostvars': hostvars, 'groups': data}))`;
  const { stdout } = await execa('/usr/bin/python3', ['-c', script], { input: listing.stdout });
  return JSON.parse(stdout);
}

export interface AnsibleInventory {
  readonly hostvars: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly groups: Readonly<
    Record<string, { readonly hosts?: readonly string[]; readonly children?: readonly string[] }>
  >;
}

/** The hosts of a group and of all groups below it, sorted. */
export function closeGroup({ groups }: AnsibleInventory, name: string): readonly string[] {
  const { hosts = [], children = [] } = groups[name] ?? {};
  const all = [...hosts, ...children.flatMap((child) => closeGroup({ groups, hostvars: {} }, child))];
  return [...new Set(all)].sort();
}

/**
 * What PyYAML makes of each text, its value tagged or its error: by `yaml.safe_load`, or by libyaml's parser under
 * it, which Ansible uses.
 */
export async function loadWithPython(
  texts: readonly string[],
  loader: 'SafeLoader' | 'CSafeLoader' = 'SafeLoader',
): Promise<readonly PythonReading[]> {
  const script = `
import sys, json, yaml, datetime
def tag(value):
    if isinstance(value, bool) or value is None or isinstance(value, str): return value
    if isinstance(value, int): return {'int': str(value)}
    if isinstance(value, float): return {'float': repr(value)}
    if isinstance(value, dict): return {'dict': [[tag(k), tag(v)] for k, v in value.items()]}
    if isinstance(value, list): return [tag(v) for v in value]
    if isinstance(value, tuple): return {'tuple': [tag(v) for v in value]}
    if isinstance(value, set): return {'set': sorted((tag(v) for v in value), key=json.dumps)}
    if isinstance(value, bytes): return {'bytes': value.hex()}
    if isinstance(value, (datetime.datetime, datetime.date)): return {'time': value.isoformat()}
    raise TypeError(type(value))
def read(text):
    try: return {'value': tag(yaml.load(text, Loader=yaml.${loader}))}
    except RecursionError: return {'error': 'RecursionError', 'message': ''}
    except Exception as error: return {'error': type(error).__name__, 'message': str(error)}
print(json.dumps([read(text) for text in json.loads(sys.stdin.read())]))`;
  const { stdout } = await execa('/usr/bin/python3', ['-c', script], { input: JSON.stringify(texts) });
  return JSON.parse(stdout);
}

export type PythonReading =
  | { readonly value: unknown; readonly error?: undefined }
  | { readonly error: string; readonly message: string };

/** Our values in the form of the Python tagging; `flat` for what went through JSON and lost order and tuples. */
export function tagValue(value: unknown, flat = false): unknown {
  const tag = (one: unknown): unknown => tagValue(one, flat);
  if (typeof value === 'number' || typeof value === 'bigint') return { int: String(value) };
  if (value instanceof PyFloat) return { float: reprFloat(value.value) };
  if (value instanceof PyDict && flat) {
    return { dict: Object.fromEntries([...value].map(([key, item]) => [keyText(key), tag(item)])) };
  }
  if (value instanceof PyDict) return { dict: [...value].map(([key, item]) => [tag(key), tag(item)]) };
  if (Array.isArray(value)) return value.map(tag);
  if (value instanceof PyTuple) return flat ? value.items.map(tag) : { tuple: value.items.map(tag) };
  if (value instanceof PySet) {
    const items = [...value].map(tag);
    return flat ? items : { set: items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
  }
  if (value instanceof PyBytes) {
    return flat ? Buffer.from(value.data).toString() : { bytes: Buffer.from(value.data).toString('hex') };
  }
  if (value instanceof PyDate || value instanceof PyDateTime) {
    return flat ? value.isoformat() : { time: value.isoformat() };
  }
  return value;
}

/** Python's `repr` of a float, for the numbers that tests use. */
function reprFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    const sign = exponent.startsWith('-') ? '-' : '+';
    return `${digits}e${sign}${exponent.replace(/^[-+]/, '').padStart(2, '0')}`;
  }
  const plain = size >= 1e15 ? BigInt(value).toString() : String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

/** A dict's key as Python's `json.dumps` writes it. */
export function keyText(key: unknown): string {
  return key instanceof PyFloat ? reprFloat(key.value) : String(key);
}
