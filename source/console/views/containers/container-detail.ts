import { describePin } from '../../../operations/containers/image-pins.ts';
import type { AnswerLine } from '../../store/state.ts';
import type { ContainerLine } from './container-rows.ts';
import { imageOf, portsOf, stateOf } from './container-rows.ts';

/** Everything known of a container: what runs beside what the state says. */
export function containerLines(line: ContainerLine): readonly AnswerLine[] {
  if (line.kind === 'engine') {
    return [
      { part: line.level === 'bad' ? 'bad' : 'fact', text: `${line.host}: ${line.text}` },
      ...(line.hint === undefined ? [] : [{ part: 'hint' as const, text: line.hint }]),
    ];
  }
  const { found, expected, pin, differences, name } = line.row;
  const fact = (text: string): AnswerLine => ({ part: 'fact', text });
  const ports = portsOf(line.row);
  return [
    { part: 'heading', text: `${name} on ${line.host}` },
    ...differences.map(({ kind, text }): AnswerLine => ({ part: 'warning', text: `${kind}: ${text}` })),
    ...(pin === undefined ? [] : [{ part: 'warning' as const, text: describePin(pin) }]),
    fact(
      `state   ${stateOf(line.row)}${found?.health === undefined ? '' : `, ${found.health}`}${startedText(found)}`,
    ),
    fact(`image   ${imageOf(line.row)}`),
    ...(found === undefined ? [] : [fact(`runs    ${found.digest ?? found.imageId}`)]),
    ...(expected === undefined
      ? []
      : [
          fact(`state has ${expected.address}${expected.digest === undefined ? '' : `, ${expected.digest}`}`),
        ]),
    ...(ports === '' ? [] : [fact(`ports   ${ports}`)]),
    ...(found?.networks ?? []).map(({ name: network, ipv4, ipv6 }) =>
      fact(`network ${[network, ipv4, ipv6].filter((part) => part !== undefined).join(' ')}`),
    ),
    ...(found?.mounts ?? []).map(({ source, target, writable }) =>
      fact(`mount   ${source} at ${target}${writable ? '' : ', read-only'}`),
    ),
  ];
}

function startedText(found: { readonly startedAt?: string; readonly restarts: number } | undefined): string {
  if (found === undefined) return '';
  const restarts = found.restarts === 0 ? '' : `, restarted ${found.restarts} times`;
  return `${found.startedAt === undefined ? '' : `, since ${found.startedAt.slice(0, 19)}`}${restarts}`;
}
