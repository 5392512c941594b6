import { isDeepStrictEqual } from 'node:util';
import { asList, asNumber, asRecord, asText, field, isRecord, parseJson } from './json.ts';

/** A state as Terraform keeps it (format 4), as far as it concerns us. */
export interface StateReading {
  readonly serial: number;
  readonly lineage: string;
  /** Instances of managed resources. */
  readonly resources: number;
  /** Everything, in clear. */
  readonly value: Readonly<Record<string, unknown>>;
}

/**
 * Reads a state's text; undefined where it is empty or none, as a killed Terraform leaves it, or where it has no
 * lineage, as a remote backend tells of a state that was never written.
 */
export function readState(text: string): StateReading | undefined {
  const value = parseJson(text);
  if (!isRecord(value)) return undefined;
  const serial = asNumber(field(value, 'serial'));
  const lineage = asText(field(value, 'lineage'));
  if (serial === undefined || lineage === undefined || lineage === '') return undefined;
  const resources = asList(field(value, 'resources'))
    .map(asRecord)
    .filter((resource) => field(resource, 'mode') === 'managed')
    .reduce((sum, resource) => sum + asList(field(resource, 'instances')).length, 0);
  return { serial, lineage, resources, value };
}

/** The same state under another serial, as `state push` wants it to take the place of a newer one. */
export function withSerial(state: StateReading, serial: number): string {
  return `${JSON.stringify({ ...state.value, serial }, undefined, 2)}\n`;
}

/** Whether two states hold the same resources and outputs, whatever their serials are. */
export function holdSame(left: StateReading, right: StateReading): boolean {
  return ['resources', 'outputs'].every((key) =>
    isDeepStrictEqual(field(left.value, key), field(right.value, key)),
  );
}
