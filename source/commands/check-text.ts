import { formatPlace } from '../basics/problem.ts';
import { sanitizeLine } from '../basics/sanitize.ts';
import type { Finding, FindingPlace } from '../checks/finding.ts';
import { describeForecast } from '../operations/check/check-forecast.ts';
import type { CheckResult } from '../operations/check/check-model.ts';

const words = { error: 'ERROR', warning: 'warning', info: 'note' } as const;

/** A check as a person reads it: the worst first, what is meant to be so and what could not be told last. */
export function describeCheck(result: CheckResult): string {
  const standing = result.findings.filter(({ silenced }) => silenced === undefined);
  const silenced = result.findings.filter((finding) => finding.silenced !== undefined);
  const blocks = [
    ...standing.map(describeFinding),
    section(
      'What could not be read, so that nothing was checked about it',
      result.unread.map(({ message, place }) => `${describePlace(place)}: ${message}`),
    ),
    section('What this change does when it is synced', result.forecasts.flatMap(describeForecast)),
    section(
      'Silenced in peerdeck.yml',
      silenced.map(({ check, message, silenced: why = '' }) => `${check}: ${message}; because: ${why}`),
    ),
    section('Not checked', listUnchecked(result)),
    summarizeCheck(result),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** Lines under a heading; nothing without lines. */
export function section(title: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ''
    : [`${title}:`, ...lines.map((line) => `  ${sanitizeLine(line)}`)].join('\n');
}

/** One finding: what is wrong, both places, what it prevents, what to do, and how to say that it is meant. */
export function describeFinding(finding: Finding): string {
  const { severity, check, number, message, places, prevents, hint, howToSilence } = finding;
  const lines = [
    `${words[severity]} ${message}`,
    ...places.flatMap((place) => [`  at      ${describePlace(place)}`, ...describeSources(place)]),
    `  else    ${prevents}`,
    `  next    ${hint}`,
    `  meant?  ${howToSilence}`,
  ];
  return [
    `${sanitizeLine(lines[0] ?? '')}  [${check}, ${number}]`,
    ...lines.slice(1).map((line) => sanitizeLine(line)),
  ].join('\n');
}

/** A place as a person reads it: the rendered line, and who wrote it. */
export function describePlace({ host, file, line, template }: FindingPlace): string {
  const written = template === undefined ? '' : `, written by ${formatPlace(template)}`;
  return `${host}: ${file}:${line}${written}`;
}

function describeSources({ variables = [] }: FindingPlace): string[] {
  return variables.map(({ name, file, line }) => {
    const place = formatPlace(line === undefined ? { file } : { file, line });
    return `          with ${name}, set in ${place}`;
  });
}

/** Reasons alike are told once, with how often they stand. */
function listUnchecked({ unchecked }: CheckResult): string[] {
  const counts = new Map<string, number>();
  for (const { check, reason } of unchecked) {
    const text = `${check}: ${reason}`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => (count === 1 ? text : `${text} (${count} times)`));
}

/** A check in one line. */
export function summarizeCheck({ findings, hosts, sessions, tunnels, problems }: CheckResult): string {
  if (hosts.length === 0 && problems.length > 0)
    return 'Nothing was checked: no host could be read or rendered.';
  const standing = findings.filter(({ silenced }) => silenced === undefined);
  const count = (severity: Finding['severity'], word: string): string[] => {
    const number = standing.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${word}${number === 1 ? '' : 's'}`];
  };
  const found = [...count('error', 'error'), ...count('warning', 'warning'), ...count('info', 'note')];
  const silenced = findings.length - standing.length;
  const what = [
    found.length === 0 ? 'nothing found' : found.join(', '),
    ...(silenced === 0 ? [] : [`${silenced} silenced`]),
  ].join(', ');
  const unread =
    problems.length === 0
      ? ''
      : `; incomplete, for ${problems.length === 1 ? 'an error' : `${problems.length} errors`} came before`;
  return `${hosts.length} hosts, ${sessions} sessions and ${tunnels} ends of tunnels checked: ${what}${unread}.`;
}
