import { str } from '../python/repr.ts';
import { toInt } from '../python/scalars.ts';
import { ansibleError } from './ansible-error.ts';

/** Spellings of a hardware address; each octet or group may lack leading zeros. */
const spellings = [
  { pattern: /^[0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2}){5}$/i, size: 2 },
  { pattern: /^[0-9a-f]{1,4}(?:[.:-][0-9a-f]{1,4}){2}$/i, size: 4 },
  { pattern: /^[0-9a-f]{5,6}[:-][0-9a-f]{5,6}$/i, size: 6 },
  { pattern: /^[0-9a-f]{11,12}$/i, size: 12 },
] as const;

/** A hardware address of 48 bits as twelve digits; undefined for what is none. */
export function parseMac(value: unknown): string | undefined {
  if (typeof value === 'number')
    return value >= 0 && value < 2 ** 48 ? value.toString(16).padStart(12, '0') : undefined;
  const text = str(value);
  const spelling = spellings.find(({ pattern }) => pattern.test(text));
  if (spelling === undefined) return undefined;
  const groups = text.split(/[.:-]/).map((group) => group.padStart(spelling.size, '0'));
  return groups.join('').toLowerCase();
}

function grouped(digits: string, size: number, separator: string): string {
  return (digits.match(new RegExp(`.{${size}}`, 'g')) ?? []).join(separator);
}

const styles = new Map<string, (digits: string) => unknown>([
  ['bare', (digits) => digits.toUpperCase()],
  ['bool', () => true],
  ['int', (digits) => toInt(BigInt(`0x${digits}`))],
  ['cisco', (digits) => grouped(digits, 4, '.')],
  ['eui48', (digits) => grouped(digits, 2, '-').toUpperCase()],
  ['win', (digits) => grouped(digits, 2, '-').toUpperCase()],
  ['linux', (digits) => grouped(digits, 2, ':')],
  ['pgsql', (digits) => grouped(digits, 6, ':')],
  ['postgresql', (digits) => grouped(digits, 6, ':')],
  ['psql', (digits) => grouped(digits, 6, ':')],
  ['unix', (digits) => grouped(digits, 2, ':').replace(/\b0(?=[0-9a-f])/g, '')],
]);

/** Ansible's `hwaddr`: a hardware address checked, or written in another style. */
export function hwaddr(value: unknown, query: string, alias: string): unknown {
  const digits = parseMac(value);
  if (digits === undefined) {
    if (query !== '' && query !== 'bool')
      throw ansibleError(`${alias}: not a hardware address: ${str(value)}`);
    return null;
  }
  if (query === '') return value;
  const style = styles.get(query);
  if (style === undefined) throw ansibleError(`${alias}: unknown filter type: ${query}`);
  return style(digits);
}

/** The interface part of an IPv6 address made from a hardware address (RFC 4291, appendix A). */
export function interfaceId(digits: string): bigint {
  const eui = BigInt(`0x${digits.slice(0, 6)}fffe${digits.slice(6)}`);
  return eui ^ (1n << 57n);
}
