import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { milliseconds } from '../basics/brand.ts';
import { type Problem, toProblem } from '../basics/problem.ts';
import type { HostName } from '../fleet/model.ts';
import { labPaths } from '../lab/state/paths.ts';
import { findKnownHosts, knownHostName, parseKnownHosts } from '../remote/known-hosts.ts';
import { quoteWords } from '../remote/shell-words.ts';
import type { TerraformClient } from '../terraform/client.ts';
import { describeLabModule, type LabService, readLabServices } from '../terraform/lab-module.ts';
import type { TerraformWorkspace } from '../terraform/workspace.ts';
import type { FleetSession } from './session.ts';

const checkLimit = milliseconds(5_000);

/** Writes the variables of `terraform/lab` into the lab's folder: which hosts there are, and how they are reached. */
export async function writeLabVariables(session: FleetSession, workspace: TerraformWorkspace): Promise<void> {
  const { knownHosts } = labPaths(session.stateFolder);
  const text = await readFile(knownHosts, 'utf8').catch(() => '');
  const entries = parseKnownHosts(text, knownHosts);
  const variables = describeLabModule(session.fleet.hosts, (address, port) => {
    const [entry] = findKnownHosts(entries, knownHostName(address, port));
    return entry && `${entry.type} ${entry.key}`;
  });
  for (const file of workspace.variableFiles) {
    await writeFile(`${file}.new`, `${JSON.stringify(variables, undefined, 2)}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
}

/** What became of the lab's services since they were started. */
export interface StoppedServices {
  /** Addresses of those that do not run: Terraform itself cannot see it. */
  readonly addresses: readonly string[];
  /** Hosts that could not be asked. */
  readonly problems: readonly Problem[];
}

/** Asks each host which of the services in the lab's state run. */
export async function findStoppedServices(
  session: FleetSession,
  client: TerraformClient,
  signal: AbortSignal,
): Promise<StoppedServices> {
  if (!(await hasState(client.workspace))) return { addresses: [], problems: [] };
  const services = readLabServices(await client.showState(signal));
  const answers = await Promise.all(
    session.fleet.hosts.map(async ({ name }) => {
      const wanted = services.filter((service) => service.host === name);
      return wanted.length === 0 ? nothing : checkServices(session, name, wanted, signal);
    }),
  );
  return {
    addresses: answers.flatMap((answer) => answer.addresses),
    problems: answers.flatMap((answer) => answer.problems),
  };
}

const nothing: StoppedServices = { addresses: [], problems: [] };

async function checkServices(
  session: FleetSession,
  host: HostName,
  services: readonly LabService[],
  signal: AbortSignal,
): Promise<StoppedServices> {
  try {
    const command = quoteWords(['systemctl', 'is-active', ...services.map(({ unit }) => unit)]);
    const options = { timeout: checkLimit, quiet: true, signal };
    const { stdout } = await session.remote.connect(host).exec(command, options);
    const states = stdout.trimEnd().split('\n');
    const stopped = services.filter((_, index) => states[index] !== 'active');
    return { addresses: stopped.map(({ address }) => address), problems: [] };
  } catch (error) {
    return { addresses: [], problems: [toProblem(error, { host })] };
  }
}

async function hasState(workspace: TerraformWorkspace): Promise<boolean> {
  return stat(workspace.stateFile).then(
    (entry) => entry.size > 0,
    () => false,
  );
}
