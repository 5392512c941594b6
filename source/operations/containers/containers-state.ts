import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toProblem } from '../../basics/problem.ts';
import { type ExpectedContainer, type FindHost, readExpectedContainers } from '../../containers/index.ts';
import type { Fleet } from '../../fleet/model.ts';
import { createHostFinder } from '../../terraform/host-finder.ts';
import { asRecord, asText, field, parseJson } from '../../terraform/json.ts';
import type { TerraformWorkspace } from '../../terraform/workspace.ts';
import type { FleetSession } from '../session.ts';
import { chooseWorkspace, openTerraform } from '../terraform/plan-session.ts';
import type { StateKnowledge } from './containers-model.ts';

export interface ExpectedContainers {
  readonly containers: readonly ExpectedContainer[];
  readonly state: StateKnowledge;
}

/** The containers that Terraform's state has; where it cannot be read, why. */
export async function readExpected(session: FleetSession, signal: AbortSignal): Promise<ExpectedContainers> {
  try {
    const state = parseJson(await readStateText(session, signal));
    if (state === undefined) {
      return { containers: [], state: { kind: 'none', why: 'nothing was applied yet' } };
    }
    const containers = readExpectedContainers(state, findHostOf(session.fleet));
    return { containers, state: { kind: 'read', containers: containers.length } };
  } catch (error) {
    signal.throwIfAborted();
    const { message, answer } = toProblem(error);
    const why = answer === undefined ? message : `${message} ${answer}`;
    return { containers: [], state: { kind: 'none', why } };
  }
}

/** Finds a host of the fleet in an address or an alias. */
export function findHostOf(fleet: Fleet): FindHost {
  return createHostFinder(
    {},
    fleet.hosts.map(({ name }) => name),
  );
}

/** The text of the state, in clear; empty where there is none. The local backend’s own file where that is the backend, which needs no Terraform; otherwise Terraform is asked. */
export async function readStateText(session: FleetSession, signal: AbortSignal): Promise<string> {
  const { fleet, stateFolder } = session;
  const workspace = chooseWorkspace({ root: fleet.root, mode: fleet.mode, stateFolder });
  if (await isLocal(workspace)) return readFile(workspace.stateFile, 'utf8').catch(emptyIfAbsent);
  return (await openTerraform(session)).pullState(signal);
}

async function isLocal({ dataFolder }: TerraformWorkspace): Promise<boolean> {
  const text = await readFile(join(dataFolder, 'terraform.tfstate'), 'utf8').catch(emptyIfAbsent);
  const backend = asText(field(asRecord(field(asRecord(parseJson(text)), 'backend')), 'type'));
  return backend === undefined || backend === 'local';
}

function emptyIfAbsent(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
  throw error;
}
