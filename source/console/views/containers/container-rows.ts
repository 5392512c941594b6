import type { HostName } from '../../../fleet/model.ts';
import type {
  ContainerRow,
  FleetContainers,
  HostContainers,
} from '../../../operations/containers/containers-model.ts';
import { filterBy } from '../../rows/filter.ts';
import type { Level } from '../../rows/health.ts';

/** A container of a host, or why there is none to show. */
export type ContainerLine =
  | {
      readonly kind: 'container';
      readonly id: string;
      readonly host: HostName;
      readonly level: Level;
      readonly row: ContainerRow;
      readonly differs: string;
    }
  | {
      readonly kind: 'engine';
      readonly id: string;
      readonly host: HostName;
      readonly level: Level;
      readonly text: string;
      readonly hint: string | undefined;
    };

const engineWords: Readonly<Record<Exclude<HostContainers['engine'], 'running'>, string>> = {
  absent: 'no Docker engine is installed there',
  stopped: 'its Docker engine does not run',
  denied: 'the login user may not ask its Docker engine',
  unknown: 'its Docker engine could not be asked',
};

const bad: ReadonlySet<string> = new Set(['missing', 'stopped', 'restarting', 'unhealthy']);

/** What runs on these hosts beside what the state says, host by host. */
export function buildContainerLines(
  fleet: FleetContainers | undefined,
  scope: ReadonlySet<string>,
  filter: string,
): readonly ContainerLine[] {
  const lines = (fleet?.hosts ?? []).filter(({ host }) => scope.has(host)).flatMap(linesOfHost);
  return filterBy(lines, filter, (line) =>
    line.kind === 'engine'
      ? `${line.host} ${line.text}`
      : `${line.host} ${line.row.name} ${imageOf(line.row)} ${stateOf(line.row)} ${line.differs}`,
  );
}

function linesOfHost({ host, reachable, engine, problem, rows }: HostContainers): readonly ContainerLine[] {
  const id = `engine ${host}`;
  const hint = problem?.hint;
  const said = (level: Level, text: string): ContainerLine => ({
    kind: 'engine',
    id,
    host,
    level,
    text,
    hint,
  });
  if (!reachable) return [said('bad', `unreachable: ${problem?.message ?? 'it does not answer'}`)];
  const missing = rows.map((row) => lineOf(host, row));
  if (engine !== 'running') {
    const level = engine === 'absent' && rows.length === 0 ? 'good' : 'warning';
    return [said(level, engineWords[engine]), ...missing];
  }
  return missing.length > 0 ? missing : [said('good', 'no containers, and the state has none for it')];
}

function lineOf(host: HostName, row: ContainerRow): ContainerLine {
  const { differences, pin, name } = row;
  const differs = [
    ...differences.map(({ text }) => text),
    ...(pin === undefined ? [] : [`pinned since ${pin.at} by ${pin.by}`]),
  ].join('; ');
  return { kind: 'container', id: `${host} ${name}`, host, level: levelOf(row), row, differs };
}

function levelOf({ differences, pin }: ContainerRow): Level {
  if (differences.some(({ kind }) => bad.has(kind))) return 'bad';
  return differences.length > 0 || pin !== undefined ? 'warning' : 'good';
}

/** The image that runs, as it was asked for. */
export function imageOf({ found, expected }: ContainerRow): string {
  return found?.image ?? expected?.image ?? '';
}

/** A reference in few columns: without the usual registry, and of a digest only the twelve digits that tell it apart. */
export function shortenImage(image: string): string {
  return image.replace(/^docker\.io\/(?:library\/)?/, '').replace(/(sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1');
}

/** `running`, or `exited 1`; what the host does not have is `missing`. */
export function stateOf({ found }: ContainerRow): string {
  if (found === undefined) return 'missing';
  const code = found.state === 'running' || found.exitCode === undefined ? '' : ` ${found.exitCode}`;
  return `${found.state}${code}`;
}

/** `443->8443/tcp`; what is only exposed is left out. */
export function portsOf({ found }: ContainerRow): string {
  const published = (found?.ports ?? []).flatMap(({ outer, inner, protocol }) =>
    outer === undefined ? [] : [`${outer}->${inner}/${protocol}`],
  );
  return [...new Set(published)].join(' ');
}
