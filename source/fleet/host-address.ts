/*
 * Host names with ranges and ports, by Ansible's own expressions: `ixp[01:03]`, `db[a:c]`, `host:2222`,
 * `[2001:db8::1]:22`.
 */

const numericRange = String.raw`\[[0-9]+:[0-9]+(?::[0-9]+)?\]`;
const hexadecimalRange = String.raw`\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\]`;
const alphanumericRange = String.raw`\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\]`;
const six = `(?:[0-9a-f]{1,4}|${hexadecimalRange})`;
const four = `(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]|${numericRange})`;
const word = String.raw`[\p{L}\p{N}_]`;
const label = `(?:${word}|${alphanumericRange})(?:[\\p{L}\\p{N}_\\-]|${alphanumericRange})*(?<![_\\-])`;

const ipv4 = new RegExp(`^(?:${four}\\.){3}${four}$`, 'i');
/** As Ansible's, whose end is only tied to the last of the forms. */
const ipv6Forms = [
  `(?:${six}:){7}${six}`,
  `(?:${six}:){1,6}:`,
  `(?:${six}:)(?::${six}){1,6}`,
  `(?:${six}:){2}(?::${six}){1,5}`,
  `(?:${six}:){3}(?::${six}){1,4}`,
  `(?:${six}:){4}(?::${six}){1,3}`,
  `(?:${six}:){5}(?::${six}){1,2}`,
  `(?:${six}:){6}(?::${six})`,
  `:(?::${six}){1,6}`,
  `${six}?::`,
  `(?:0:){6}(?:${six}\\.){3}${six}`,
  `::(?:ffff:)?(?:${six}\\.){3}${six}`,
  `(?:0:){5}ffff:(?:${six}\\.){3}${six}$`,
];
const ipv6 = new RegExp(`^(?:${ipv6Forms.join('|')})`, 'i');
const hostName = new RegExp(`^${label}(?:\\.${label})*$`, 'iu');
const bracketedPort = /^\[(.+)\]:([0-9]+)$/;
const barePort = /^((?:[^:[\]]|\[[^\]]*\])*):([0-9]+)$/;

export interface HostAddress {
  /** May still hold ranges. */
  readonly host: string;
  readonly port?: number;
}

/** A host name or address with an optional port; undefined when it is neither. */
export function parseAddress(text: string): HostAddress | undefined {
  let host = text;
  let port: number | undefined;
  for (const pattern of [bracketedPort, barePort]) {
    const match = pattern.exec(host);
    if (match === null) continue;
    host = match[1] ?? '';
    port = Number(match[2]);
  }
  if (![ipv4, ipv6, hostName].some((pattern) => pattern.test(host)) || host === '') return undefined;
  return port === undefined ? { host } : { host, port };
}

export type HostPatternReading =
  | { readonly kind: 'hosts'; readonly names: readonly string[]; readonly port?: number }
  | { readonly kind: 'invalid'; readonly reason: string };

/** How many hosts one pattern may name: a typing error must not fill the memory. */
const expansionLimit = 65_536;

/** The host names that an entry of an inventory names. */
export function expandHostPattern(pattern: string): HostPatternReading {
  const address = parseAddress(pattern) ?? { host: pattern };
  const names = expandRanges(address.host);
  if (typeof names === 'string') return { kind: 'invalid', reason: names };
  return { kind: 'hosts', names, ...(address.port === undefined ? {} : { port: address.port }) };
}

/** All names of a pattern, its first range varying slowest; a string says what is wrong with it. */
function expandRanges(pattern: string): readonly string[] | string {
  if (!pattern.includes('[')) return [pattern];
  const match = /^([^[\]|]*)\[([^\]|]*)\]([^|]*)$/.exec(pattern);
  if (match === null) return `the range in ${pattern} has no two matching brackets`;
  const [, head = '', range = '', tail = ''] = match;
  const values = listRange(range);
  if (typeof values === 'string') return `${values} in ${pattern}`;
  const names: string[] = [];
  for (const value of values) {
    const expanded = expandRanges(`${head}${value}${tail}`);
    if (typeof expanded === 'string') return expanded;
    names.push(...expanded);
    if (names.length > expansionLimit)
      return `the ranges in ${pattern} name more than ${expansionLimit} hosts`;
  }
  return names;
}

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

function listRange(range: string): readonly string[] | string {
  const [from = '', end = '', by = '1', ...more] = range.split(':');
  if (!range.includes(':') || more.length > 0) return 'a range is [begin:end] or [begin:end:step]';
  const begin = from === '' ? '0' : from;
  if (end === '') return 'the range has no end';
  const padded = begin.length > 1 && begin.startsWith('0');
  if (padded && begin.length !== end.length) return 'begin and end of the range differ in length';
  if (!/^[0-9]+$/.test(by) || Number(by) === 0) return 'the step of the range is no positive number';
  const step = Number(by);
  const first = begin.length > 0 ? letters.indexOf(begin) : -1;
  const last = letters.indexOf(end);
  if (first >= 0 && last >= 0) {
    if (first > last) return 'the range begins after its end';
    return [...letters.slice(first, last + 1)].filter((_, index) => index % step === 0);
  }
  if (!/^[0-9]+$/.test(begin) || !/^[0-9]+$/.test(end))
    return 'the range is neither of numbers nor of letters';
  return listNumbers(Number(begin), Number(end), step, padded ? begin.length : 0);
}

function listNumbers(begin: number, end: number, step: number, width: number): readonly string[] | string {
  if ((end - begin) / step > expansionLimit) return `the range names more than ${expansionLimit} hosts`;
  const values: string[] = [];
  for (let value = begin; value <= end; value += step) values.push(String(value).padStart(width, '0'));
  return values;
}
