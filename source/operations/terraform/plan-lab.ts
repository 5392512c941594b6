import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { milliseconds } from '../../basics/brand.ts';
import { OperatorError, type Problem, toProblem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import type { HostName } from '../../fleet/model.ts';
import { labPaths } from '../../lab/state/paths.ts';
import { readRecord } from '../../lab/state/record.ts';
import type { HostConnection } from '../../remote/connection.ts';
import { findKnownHosts, knownHostName, parseKnownHosts } from '../../remote/known-hosts.ts';
import { quoteWord } from '../../remote/shell-words.ts';
import type { TerraformClient } from '../../terraform/client.ts';
import {
  describeLabModule,
  type LabService,
  readLabServices,
  writeImagesState,
} from '../../terraform/lab-module.ts';
import type { TerraformWorkspace } from '../../terraform/workspace.ts';
import { runDocker } from '../containers/containers-engine.ts';
import type { FleetSession } from '../session.ts';

const checkLimit = milliseconds(5_000);

/** Writes the variables of `terraform/lab` into the lab's folder: which hosts there are, and how they are reached. */
export async function writeLabVariables(session: FleetSession, workspace: TerraformWorkspace): Promise<void> {
  const { knownHosts } = labPaths(session.stateFolder);
  const text = await readFile(knownHosts, 'utf8').catch(() => '');
  const entries = parseKnownHosts(text, knownHosts);
  const engines = new Set(
    (await readRecord(session.stateFolder))?.hosts.filter(({ engine }) => engine).map(({ name }) => name),
  );
  const variables = describeLabModule(
    session.fleet.hosts,
    (address, port) => {
      const [entry] = findKnownHosts(entries, knownHostName(address, port));
      return entry && `${entry.type} ${entry.key}`;
    },
    engines,
  );
  const imagesFile = join(workspace.privateFolder, 'images.tfstate');
  if (engines.size > 0) await writeWhole(imagesFile, writeImagesState(await readImages(session, engines)));
  const written = engines.size > 0 ? { ...variables, images_state: imagesFile } : variables;
  for (const file of workspace.variableFiles)
    await writeWhole(file, `${JSON.stringify(written, undefined, 2)}\n`);
}

async function writeWhole(file: string, content: string): Promise<void> {
  await writeFile(`${file}.new`, content, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Which image each name stands for on the hosts with an engine. Throws OperatorError where one does not answer. */
async function readImages(
  session: FleetSession,
  engines: ReadonlySet<string>,
): Promise<Record<string, Record<string, string>>> {
  const hosts = session.fleet.hosts.filter(({ name }) => engines.has(name));
  const answers = await Promise.all(
    hosts.map(async ({ name }) => [name, await readHostImages(session.remote.connect(name))] as const),
  );
  return Object.fromEntries(answers);
}

async function readHostImages(connection: HostConnection): Promise<Record<string, string>> {
  const command = "docker image ls --no-trunc --format '{{.Repository}}:{{.Tag}} {{.ID}}'";
  const { stdout, stderr, exitCode } = await runDocker(connection, command, {
    timeout: checkLimit,
    quiet: true,
  });
  if (exitCode !== 0) {
    throw new OperatorError({
      kind: 'engine-unread',
      message: `Docker on ${connection.host} does not tell its images, so it is not known which of them moved.`,
      host: connection.host,
      attempted: command,
      answer: sanitizeLine(stderr.trim() || `exit code ${exitCode}`),
      hint: 'systemctl status docker there says why',
    });
  }
  const images = stdout.split('\n').map((line) => line.split(' '));
  return Object.fromEntries(
    images.flatMap(([image, id]) => {
      if (!image || !id) return [];
      // Docker leaves out what its own names begin with.
      return [image, `docker.io/${image}`, `docker.io/library/${image}`].map((name) => [name, id]);
    }),
  );
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
    const options = { timeout: checkLimit, quiet: true, signal };
    const command = services.map(askWhetherRunning).join('; ');
    const { stdout } = await session.remote.connect(host).exec(command, options);
    const states = stdout.trimEnd().split('\n');
    const stopped = services.filter((_, index) => states[index] !== 'active');
    return { addresses: stopped.map(({ address }) => address), problems: [] };
  } catch (error) {
    return { addresses: [], problems: [toProblem(error, { host })] };
  }
}

/** Says `active` in a line of its own, or something else. */
function askWhetherRunning({ unit, container }: LabService): string {
  const name = quoteWord(unit);
  if (!container) return `systemctl is-active ${name}`;
  const format = "'{{if .State.Running}}active{{else}}{{.State.Status}}{{end}}'";
  return `sudo docker container inspect --format ${format} ${name} 2>/dev/null || echo absent`;
}

async function hasState(workspace: TerraformWorkspace): Promise<boolean> {
  return stat(workspace.stateFile).then(
    (entry) => entry.size > 0,
    () => false,
  );
}
