import { PyDate, PyDateTime, PyFloat } from '../jinja/values.ts';
import { listItems, type Settings } from './marks.ts';
import type { Origins } from './origins.ts';

/** Below this length a value is too common in any text to be redacted by its looks. */
const shortest = 4;

/** Adds the text of every scalar among these settings that came out of a vault. */
export function collectSecrets(settings: Settings, origins: Origins, into: Set<string>): void {
  const seen = new Set<object>();
  for (const { value, origin } of settings.values()) collect(value, origin.secret, origins, into, seen);
}

function collect(
  value: unknown,
  secret: boolean,
  origins: Origins,
  into: Set<string>,
  seen: Set<object>,
): void {
  if (secret) addText(scalarText(value), into);
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const [key, item] of listItems(value)) {
    collect(item, secret || origins.find(value, key)?.secret === true, origins, into, seen);
  }
}

function addText(text: string | undefined, into: Set<string>): void {
  if (text !== undefined && text.length >= shortest) into.add(text);
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof PyFloat) return String(value.value);
  return value instanceof PyDate || value instanceof PyDateTime ? value.isoformat() : undefined;
}
