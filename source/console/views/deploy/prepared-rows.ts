import type { Finding } from '../../../checks/finding.ts';
import { describeForecast } from '../../../operations/check/check-forecast.ts';
import { formatClock } from '../../rows/age.ts';
import type { PreparedChange } from '../../services-delivery.ts';
import { countOf } from '../../store/words.ts';
import { buildDiffRows, type DiffRow } from '../diff/diff-rows.ts';
import { type DeployRow, textRow } from './deploy-row.ts';
import type { PreparedRun } from './deploy-state.ts';

/** Everything there is to see of a change before it is sent: what it is, the checks, what flaps, the lines, the plan. */
export function buildPreparedRows({ verb, at, change }: PreparedRun): readonly DeployRow[] {
  return [
    ...headRows(verb, at, change),
    ...findingRows(change),
    ...forecastRows(change),
    ...diffRows(change),
    ...planRows(change),
  ];
}

/** Whether there is anything to send. */
export function hasChanges({ compared, plan }: PreparedChange): boolean {
  return changesHosts(compared.hosts) || (plan !== undefined && plan.add + plan.change + plan.remove > 0);
}

function changesHosts(hosts: PreparedChange['compared']['hosts']): boolean {
  return hosts.some(({ changes, unconfirmed }) => changes.length > 0 || unconfirmed !== undefined);
}

function headRows(verb: string, at: number, change: PreparedChange): DeployRow[] {
  const { compared, errors, plan } = change;
  const files = compared.hosts.reduce((sum, { changes }) => sum + changes.length, 0);
  const hosts = compared.hosts.filter(({ changes }) => changes.length > 0).length;
  const onHosts = files === 0 ? 'no file differs' : `${countOf(files, 'file')} on ${countOf(hosts, 'host')}`;
  const inPlan = plan === undefined ? '' : `; ${planCounts(plan)}`;
  const head = textRow('head', 'strong', `${verb}: ${onHosts}${inPlan}`);
  if (errors.length > 0) {
    const text = `nothing is sent: the checks found ${countOf(errors.length, 'error')}; o passes them over with a reason`;
    return [head, textRow('refused', 'bad', text)];
  }
  const next = hasChanges(change)
    ? `not sent yet, compared at ${formatClock(at)}: ${verb === 'deploy' ? 'A' : 's'} prepares it anew and asks`
    : 'nothing to send';
  return [head, textRow('next', 'dim', next)];
}

function planCounts({ add, change, remove }: NonNullable<PreparedChange['plan']>): string {
  if (add + change + remove === 0) return 'Terraform: nothing to apply';
  return `Terraform: ${add} to add, ${change} to change, ${remove} to remove`;
}

function findingRows({ checked }: PreparedChange): DeployRow[] {
  const standing = checked.findings.filter(({ silenced }) => silenced === undefined);
  if (standing.length === 0) {
    const { hosts, sessions, tunnels } = checked;
    const what = `${countOf(hosts.length, 'host')}, ${countOf(sessions, 'session')}, ${countOf(tunnels, 'end')} of tunnels`;
    return [textRow('checks', 'good', `checks: nothing found over ${what}`)];
  }
  const rows = standing.flatMap((finding, index) => rowsOfFinding(finding, `finding ${index}`));
  return [
    textRow('checks', 'strong', `checks: ${countOf(standing.length, 'finding')} (8 tells more)`),
    ...rows,
  ];
}

function rowsOfFinding({ severity, check, message, places, hint }: Finding, id: string): DeployRow[] {
  const style = severity === 'error' ? 'bad' : severity === 'warning' ? 'warning' : 'plain';
  const [first] = places;
  const about = first === undefined ? {} : { host: first.host };
  const where = places.map(({ host, file, line }) => `${host}: ${file}:${line}`).join(' and ');
  const template = first?.template;
  return [
    textRow(id, style, `${severity}: ${message} [${check}]`, { indent: 1, ...about }),
    ...(where === '' ? [] : [textRow(`${id} where`, 'dim', where, { indent: 2, ...about })]),
    ...(template === undefined
      ? []
      : [
          textRow(`${id} template`, 'dim', `written by ${template.file}:${template.line}`, {
            indent: 2,
            place: template,
            ...about,
          }),
        ]),
    textRow(`${id} hint`, 'accent', hint, { indent: 2, ...about }),
  ];
}

function forecastRows({ compared }: PreparedChange): DeployRow[] {
  const lines = compared.hosts.flatMap(({ host, forecast }) =>
    forecast === undefined ? [] : describeForecast(forecast).map((text) => ({ host, text })),
  );
  if (!changesHosts(compared.hosts)) return [];
  if (lines.length === 0)
    return [textRow('forecast', 'good', 'forecast: no session and no tunnel is touched')];
  return [
    textRow('forecast', 'strong', 'what this does to sessions and tunnels'),
    ...lines.map(({ host, text }, index) =>
      textRow(`forecast ${index}`, isHarmless(text) ? 'plain' : 'warning', text, { indent: 1, host }),
    ),
  ];
}

function isHarmless(text: string): boolean {
  return / kept$| without a break| is new$| should come up/.test(text);
}

function diffRows({ compared }: PreparedChange): DeployRow[] {
  const { hosts } = compared;
  const names = new Set<string>(hosts.map(({ host }) => host));
  const rows = buildDiffRows(
    hosts.flatMap(({ changes }) => changes),
    hosts,
    names,
    '',
  );
  if (rows.length === 0) return [];
  return [
    textRow('diff', 'strong', 'what changes on the hosts'),
    ...rows.map((row): DeployRow => ({ kind: 'diff', id: `diff ${row.id}`, row, ...aboutOf(row) })),
  ];
}

function aboutOf(row: DiffRow): Pick<DeployRow, 'host' | 'file'> {
  if (row.kind !== 'file' && row.kind !== 'line') return {};
  const [host] = row.hosts;
  return host === undefined ? {} : { host, file: row.path };
}

function planRows({ plan }: PreparedChange): DeployRow[] {
  const changes = plan?.changes.filter(({ action }) => action !== 'no-op' && action !== 'read') ?? [];
  if (changes.length === 0) return [];
  return [
    textRow('plan', 'strong', 'what Terraform would do (4 shows the attributes)'),
    ...changes.map(
      (change): DeployRow => ({
        kind: 'change',
        id: `plan ${change.address}`,
        change,
        ...(change.host !== undefined && { host: change.host }),
      }),
    ),
  ];
}
