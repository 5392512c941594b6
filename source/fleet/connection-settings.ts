import { OperatorError, toProblem } from '../basics/problem.ts';
import { renderString } from '../jinja/index.ts';
import type { PyDict } from '../jinja/values.ts';
import type { ConnectionSettings } from './model.ts';
import type { Origins } from './origins.ts';

/** How often a value may yield another template, as `{{ a }}` does where `a` is `{{ b }}`. */
const depthLimit = 10;

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/**
 * The connection of a host from Ansible's variables; the older `ansible_ssh_…` names win, as they do there. A value
 * that is a template is rendered with the host's variables when it is first asked for, so that one that cannot be
 * rendered stops nobody but who wants to connect.
 */
export function readConnection(name: string, variables: PyDict, origins: Origins): ConnectionSettings {
  const read = (...names: readonly string[]): (() => string) | undefined =>
    findValue(name, variables, origins, names);
  const settings: Writable<ConnectionSettings> = { address: name };
  define(settings, 'address', read('ansible_ssh_host', 'ansible_host'), (text) => text);
  define(settings, 'port', read('ansible_ssh_port', 'ansible_port'), (text) => readPort(name, text));
  define(settings, 'user', read('ansible_ssh_user', 'ansible_user'), (text) => text);
  define(
    settings,
    'privateKeyFile',
    read('ansible_ssh_private_key_file', 'ansible_private_key_file'),
    (text) => text,
  );
  const common = [read('ansible_ssh_common_args'), read('ansible_ssh_extra_args')].filter(
    (one) => one !== undefined,
  );
  define(
    settings,
    'commonArguments',
    common.length === 0 ? undefined : () => common.map((one) => one()).join(' '),
    (text) => text,
  );
  define(
    settings,
    'becomePassword',
    read('ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass'),
    (text) => text,
  );
  return settings;
}

/** A property that is worked out once, when it is first read. */
function define<Key extends keyof ConnectionSettings>(
  settings: Writable<ConnectionSettings>,
  key: Key,
  read: (() => string) | undefined,
  convert: (text: string) => ConnectionSettings[Key],
): void {
  if (read === undefined) return;
  let known: { readonly value: ConnectionSettings[Key] } | undefined;
  Object.defineProperty(settings, key, {
    enumerable: true,
    get: () => {
      known ??= { value: convert(read()) };
      return known.value;
    },
  });
}

function findValue(
  host: string,
  variables: PyDict,
  origins: Origins,
  names: readonly string[],
): (() => string) | undefined {
  for (const name of names) {
    const value = variables.get(name);
    if (typeof value === 'number' || typeof value === 'bigint') return () => String(value);
    if (typeof value !== 'string' || value === '') continue;
    const secret = origins.find(variables, name)?.secret === true;
    return secret ? () => value : () => renderValue(host, name, value, variables, origins);
  }
  return undefined;
}

function renderValue(host: string, name: string, value: string, variables: PyDict, origins: Origins): string {
  let text = value;
  for (let depth = 0; /\{[{%#]/.test(text); depth += 1) {
    if (depth === depthLimit) throw describeValue(host, name, 'it refers to itself', variables, origins);
    try {
      text = renderString(text, variables, { name });
    } catch (error) {
      throw describeValue(host, name, toProblem(error).message, variables, origins, error);
    }
  }
  return text;
}

function readPort(host: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new OperatorError({
    kind: 'connection-invalid',
    message: `ansible_port is ${JSON.stringify(text.slice(0, 40))}, which is no port`,
    host,
    attempted: 'to find out how the host is reached',
  });
}

function describeValue(
  host: string,
  name: string,
  reason: string,
  variables: PyDict,
  origins: Origins,
  cause?: unknown,
): OperatorError {
  const place = origins.find(variables, name)?.place;
  return new OperatorError(
    {
      kind: 'connection-invalid',
      message: `${name} cannot be worked out: ${reason}`,
      host,
      ...(place === undefined ? {} : { place }),
      attempted: 'to find out how the host is reached',
    },
    cause === undefined ? undefined : { cause },
  );
}
