import type { CommandRecord } from '../../../remote/connection.ts';
import { compileFilter } from '../../rows/filter.ts';

export interface LogRow {
  readonly id: string;
  readonly record: CommandRecord;
}

/** What was run, on the hosts in scope and here, oldest first. */
export function buildLogRows(
  log: readonly CommandRecord[],
  scope: ReadonlySet<string>,
  filter: string,
): readonly LogRow[] {
  const matches = compileFilter(filter);
  return log
    .filter(({ host }) => host === 'here' || scope.has(host))
    .map((record): LogRow => ({ id: `${record.at} ${record.host} ${record.command}`, record }))
    .filter(({ record }) => matches(`${record.host} ${record.command} exit ${record.exitCode ?? 'none'}`));
}
