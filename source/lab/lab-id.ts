import { createHash, randomBytes } from 'node:crypto';
import type { Brand } from '../basics/brand.ts';
import { OperatorError } from '../basics/problem.ts';

/** `NAME:USER-ID:PLACE:RANDOM`: marks every process of one lab, in its environment, so that none is ever mistaken for another's. */
export type LabId = Brand<string, 'LabId'>;

/** The environment variable that carries it. */
export const labIdVariable = 'PEERDECK_LAB_ID';

/** Room for a name in paths, markers and on screen. */
const namePattern = /^[a-z0-9][a-z0-9-]{0,31}$/;
const idPattern = /^([a-z0-9][a-z0-9-]{0,31}):(\d{1,10}):([0-9a-f]{8}):[0-9a-f]{16}$/;

export function isLabName(name: string): boolean {
  return namePattern.test(name);
}

/** Refuses a lab name that could not stand in a path. */
export function checkLabName(name: string): string {
  if (isLabName(name)) return name;
  throw new OperatorError({
    kind: 'usage',
    message: `"${name}" cannot name a lab`,
    hint: 'use up to 32 small letters, digits and hyphens, beginning with a letter or digit',
  });
}

/** What an id says: whose lab it is, and where the labs' folder is that it belongs to. */
export interface LabIdParts {
  readonly id: LabId;
  readonly name: string;
  readonly user: number;
  /** A mark of the folder of labs, so that labs of one name in two folders are two labs. */
  readonly place: string;
}

/** A new id for a lab of this user (a numeric id) whose folder lies in `labs`. */
export function makeLabId(name: string, user: number, labs: string): LabId {
  return `${checkLabName(name)}:${user}:${markPlace(labs)}:${randomBytes(8).toString('hex')}` as LabId;
}

export function markPlace(labs: string): string {
  return createHash('sha256').update(labs).digest('hex').slice(0, 8);
}

/** The parts of an id; undefined where the text is none. */
export function parseLabId(text: string): LabIdParts | undefined {
  const [, name, user, place] = idPattern.exec(text) ?? [];
  if (name === undefined || user === undefined || place === undefined) return undefined;
  return { id: text as LabId, name, user: Number(user), place };
}
