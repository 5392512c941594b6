import type { Protocol } from '../bird/index.ts';
import type { HostFacts } from './facts.ts';
import { type LogLine, secondsBetween, selectProtocolLog, timeOfDay } from './parse/log.ts';

const recently = 600;

/** Lines of the log about routes of this session that BIRD refused for their next hop, of the last ten minutes. */
export function refusedNextHops({ log, clock }: HostFacts, { name, since }: Protocol): LogLine[] {
  return selectProtocolLog(log, name, timeOfDay(since)).filter(
    ({ text, time }) =>
      /Invalid NEXT_HOP attribute/.test(text) &&
      (clock === undefined || time === undefined || secondsBetween(time, clock) < recently),
  );
}
