import { sanitizeLine } from '../../basics/sanitize.ts';
import type { HostVitals, VitalsWarning, WarningKind } from './vitals-model.ts';

const fullDisk = 90;
const largeSkew = 2;
const loadOfCore = 2;
const littleMemory = 0.05;
const day = 86_400_000;
const certificateDays = 14;

/** What is worrying about a host's vitals at a time (milliseconds since 1970). */
export function findWarnings(vitals: Omit<HostVitals, 'warnings'>, time: number): readonly VitalsWarning[] {
  const warnings: VitalsWarning[] = [];
  const warn = (kind: WarningKind, text: string) => warnings.push({ kind, text: sanitizeLine(text, 300) });
  for (const { mount, usedPercent } of vitals.disks) {
    if (usedPercent > fullDisk) warn('disk-full', `${mount} is ${usedPercent} % full`);
  }
  const { clock, load, memory } = vitals;
  if (clock && Math.abs(clock.offset) - clock.uncertainty > largeSkew) {
    const way = clock.offset > 0 ? 'ahead of' : 'behind';
    warn('clock-skew', `its clock is ${Math.abs(clock.offset).toFixed(1)} s ${way} ours`);
  }
  if (load?.cores !== undefined && load.one > loadOfCore * load.cores) {
    warn('load', `load ${load.one} on ${load.cores} ${load.cores === 1 ? 'processor' : 'processors'}`);
  }
  if (memory && memory.available < memory.total * littleMemory) {
    warn('memory', `${Math.round((100 * memory.available) / memory.total)} % of the memory is left`);
  }
  for (const unit of vitals.failedUnits ?? []) warn('failed-unit', `${unit} failed`);
  for (const { path, expires } of vitals.certificates) {
    const days = (expires - time) / day;
    if (days < 0) warn('certificate', `${path} expired ${countDays(-days)} ago`);
    else if (days < certificateDays) warn('certificate', `${path} expires in ${countDays(days)}`);
  }
  for (const { name, state, health } of vitals.containers?.containers ?? []) {
    if (health === 'unhealthy') warn('container', `container ${name} is unhealthy`);
    else if (state === 'restarting' || state === 'dead') warn('container', `container ${name} is ${state}`);
  }
  return warnings;
}

function countDays(days: number): string {
  const whole = Math.floor(days);
  if (whole === 0) return 'less than a day';
  return `${whole} ${whole === 1 ? 'day' : 'days'}`;
}
