import { createHash, getHashes } from 'node:crypto';
import { parseJson } from '../filters/json-parse.ts';
import { dumpJson } from '../filters/json-text.ts';
import { textOf } from '../python/compare.ts';
import { PyDate, PyDateTime } from '../python/dates.ts';
import type { Kwargs } from '../python/object.ts';
import { str } from '../python/repr.ts';
import { PyBytes, PyTuple } from '../python/scalars.ts';
import { isTrue } from '../python/truth.ts';
import { typeName } from '../python/type-names.ts';
import { Undefined } from '../python/undefined.ts';
import { reserve } from '../runtime/budget.ts';
import type { Operation } from '../runtime/environment-core.ts';
import { PyError } from '../runtime/errors.ts';
import { define } from '../runtime/operation.ts';
import { ansibleError, ansibleTypeError } from './ansible-error.ts';

export const encodingFilters: readonly [string, Operation][] = [
  [
    'b64encode',
    define("b64encode(string, encoding='utf-8')", ([value, encoding]) =>
      Buffer.from(str(value), encodingOf(encoding)).toString('base64'),
    ),
  ],
  [
    'b64decode',
    define("b64decode(string, encoding='utf-8')", ([value, encoding]) =>
      decodeBase64(str(value), encodingOf(encoding)),
    ),
  ],
  ['hash', define("get_hash(data, hashtype='sha1')", ([value, type]) => hash(value, str(type)))],
  ['md5', define('md5s(data)', ([value]) => hash(value, 'md5'))],
  ['sha1', define('checksum_s(data)', ([value]) => hash(value, 'sha1'))],
  ['checksum', define('checksum_s(data)', ([value]) => hash(value, 'sha1'))],
  [
    'to_uuid',
    define("to_uuid(string, namespace='361E6D51-FAEC-444A-9079-341386DA8E2E')", ([value, namespace]) =>
      toUuid(str(value), namespace),
    ),
  ],
  ['quote', define('quote(a)', ([value]) => quoteShell(value === null ? '' : str(value)))],
  ['to_json', define('to_json(a, **kw)', ([value], _context, { named }) => toJson(value, named))],
  [
    'to_nice_json',
    define('to_nice_json(a, indent=4, sort_keys=True, **kw)', ([value, indent, sort], _context, { named }) =>
      toJson(
        value,
        new Map([
          ...named,
          ['indent', indent],
          ['sort_keys', sort],
          ['separators', new PyTuple([',', ': '])],
        ]),
      ),
    ),
  ],
  ['from_json', define('loads(s)', ([value]) => fromJson(value))],
  ['urldecode', define('unquote_plus(string)', ([value]) => decodeUrl(str(value)))],
];

export const pathFilters: readonly [string, Operation][] = [
  ['basename', define('basename(p)', ([path]) => lastPart(pathText(path), ['/']))],
  ['dirname', define('dirname(p)', ([path]) => directoryOf(pathText(path)))],
  ['splitext', define('splitext(p)', ([path]) => splitExtension(pathText(path)))],
  ['path_join', define('path_join(paths)', ([paths]) => joinPaths(paths))],
  ['win_basename', define('basename(p)', ([path]) => lastPart(pathText(path), ['/', '\\', ':']))],
  ['win_dirname', define('dirname(p)', ([path]) => windowsDirectory(pathText(path)))],
];

const encodings = new Map<string, BufferEncoding>([
  ['utf-8', 'utf8'],
  ['utf8', 'utf8'],
  ['ascii', 'ascii'],
  ['latin-1', 'latin1'],
  ['latin1', 'latin1'],
  ['iso-8859-1', 'latin1'],
  ['utf-16-le', 'utf16le'],
]);

function encodingOf(value: unknown): BufferEncoding {
  const known = encodings.get(str(value).toLowerCase());
  if (known === undefined) throw new PyError('LookupError', `unknown encoding: ${str(value)}`);
  return known;
}

function decodeBase64(text: string, encoding: BufferEncoding): string {
  const digits = text.replace(/[^A-Za-z0-9+/=]/g, '').replace(/=.*$/s, '');
  if (digits.length % 4 === 1) {
    throw new PyError(
      'Error',
      `Invalid base64-encoded string: number of data characters (${digits.length}) cannot be 1 more than a multiple of 4`,
    );
  }
  const padding = countTrailing(text.trim(), '=');
  if ((digits.length + padding) % 4 !== 0 && padding < (4 - (digits.length % 4)) % 4) {
    throw new PyError('Error', 'Incorrect padding');
  }
  return Buffer.from(digits, 'base64').toString(encoding);
}

const hashNames = new Map([
  ['blake2b', 'blake2b512'],
  ['blake2s', 'blake2s256'],
  ['sha3_224', 'sha3-224'],
  ['sha3_256', 'sha3-256'],
  ['sha3_384', 'sha3-384'],
  ['sha3_512', 'sha3-512'],
]);

function hash(value: unknown, type: string): string {
  const name = hashNames.get(type) ?? type.toLowerCase();
  if (!getHashes().includes(name)) throw ansibleError(`unsupported hash type ${type}`);
  const data = value instanceof PyBytes ? Buffer.from(value.data) : Buffer.from(str(value), 'utf8');
  reserve(data.length);
  return createHash(name).update(data).digest('hex');
}

/** A UUID of version 5: the name hashed within a namespace (RFC 4122). */
function toUuid(name: string, namespace: unknown): string {
  const text = str(namespace)
    .replace(/^urn:uuid:/, '')
    .replace(/[{}-]/g, '');
  if (!/^[0-9a-fA-F]{32}$/.test(text)) {
    throw ansibleError(
      `Invalid value '${str(namespace)}' for 'namespace': badly formed hexadecimal UUID string`,
    );
  }
  const digest = createHash('sha1')
    .update(Buffer.from(text, 'hex'))
    .update(Buffer.from(name, 'utf8'))
    .digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.subarray(0, 16).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** A word for the shell, in quotes where it needs them. */
function quoteShell(text: string): string {
  if (text === '') return "''";
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}

function toJson(value: unknown, options: Kwargs): string {
  const separators = options.get('separators');
  const pair =
    separators instanceof PyTuple ? separators.items : Array.isArray(separators) ? separators : undefined;
  return dumpJson(value, {
    indent: options.get('indent') ?? null,
    sortKeys: isTrue(options.get('sort_keys') ?? false),
    keepUnicode: !isTrue(options.get('ensure_ascii') ?? true),
    ...(pair === undefined ? {} : { separators: [str(pair[0]), str(pair[1])] as const }),
    other: jsonOther,
  });
}

/** What Ansible writes for values that JSON has no notion of. */
function jsonOther(value: unknown): unknown {
  if (value instanceof Undefined) return value.fail();
  if (value instanceof PyDate || value instanceof PyDateTime) return value.isoformat();
  return undefined;
}

function fromJson(value: unknown): unknown {
  const text = textOf(value);
  if (text !== undefined) return parseJson(text);
  if (value instanceof Undefined) return value.fail();
  throw new PyError('TypeError', `the JSON object must be str, bytes or bytearray, not ${typeName(value)}`);
}

function decodeUrl(text: string): string {
  const bytes: number[] = [];
  const plain = Buffer.from(text.replaceAll('+', ' '), 'utf8');
  for (let at = 0; at < plain.length; at += 1) {
    const hex = plain.subarray(at + 1, at + 3).toString('latin1');
    if (plain[at] === 0x25 && /^[0-9a-fA-F]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    } else {
      bytes.push(plain[at] ?? 0);
    }
  }
  return Buffer.from(bytes).toString('utf8');
}

function pathText(value: unknown): string {
  const text = textOf(value);
  if (text !== undefined) return text;
  if (value instanceof Undefined) return value.fail();
  throw new PyError('TypeError', `expected str, bytes or os.PathLike object, not ${typeName(value)}`);
}

function directoryOf(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  const slashes = countTrailing(head, '/');
  return slashes === head.length ? head : head.slice(0, head.length - slashes);
}

/** How often a character stands at the end of a text. */
function countTrailing(text: string, character: string): number {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === character) end -= 1;
  return text.length - end;
}

/** What stands after the last of these characters. */
function lastPart(path: string, separators: readonly string[]): string {
  return path.slice(Math.max(...separators.map((separator) => path.lastIndexOf(separator))) + 1);
}

function windowsDirectory(path: string): string {
  const head = path.slice(0, path.length - lastPart(path, ['/', '\\']).length);
  let end = head.length;
  while (end > 0 && '/\\'.includes(head.charAt(end - 1))) end -= 1;
  return end === 0 || head.charAt(end - 1) === ':' ? head : head.slice(0, end);
}

/** The name and its extension; dots at the start of the name begin none. */
function splitExtension(path: string): PyTuple {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const match = /^(\.*[^.].*)(\.[^.]*)$/s.exec(name);
  if (match === null) return new PyTuple([path, '']);
  const extension = match[2] ?? '';
  return new PyTuple([path.slice(0, path.length - extension.length), extension]);
}

function joinPaths(paths: unknown): string {
  const text = textOf(paths);
  if (text !== undefined) return text;
  const list = paths instanceof PyTuple ? paths.items : paths;
  if (!Array.isArray(list)) {
    throw ansibleTypeError(
      `|path_join expects string or sequence, got <class '${typeName(paths)}'> instead.`,
    );
  }
  return list.map(pathText).reduce((path, part) => {
    if (part.startsWith('/')) return part;
    return path === '' || path.endsWith('/') ? path + part : `${path}/${part}`;
  }, '');
}
