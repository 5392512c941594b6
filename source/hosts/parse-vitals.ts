import type { Disk, Load, Memory, Unread, VitalsReading } from './model.ts';
import { splitSections } from './sections.ts';

const mostUnits = 100;
const mostWords = 200;

type Lines = readonly string[];

/** Reads what the vitals script printed. Never throws: what could not be read says so, in the host's own words. */
export function parseVitals(output: string): VitalsReading {
  const sections = splitSections(output);
  const unread: Unread[] = [];
  const read = <Value>(what: string, section: string, parse: (lines: Lines) => Value | undefined) => {
    const lines = sections.get(section) ?? [];
    const value = parse(lines);
    if (value === undefined)
      unread.push({ what, why: lines[0]?.slice(0, mostWords) ?? 'the host told nothing' });
    return value;
  };
  const load = read('load', 'load', parseLoad);
  const cores = read('processors', 'cores', parseCores);
  const memory = read('memory', 'memory', parseMemory);
  const disks = read('disks', 'disks', parseDisks);
  const uptime = read('uptime', 'uptime', parseUptime);
  const kernel = read('kernel', 'kernel', parseKernel);
  const units = parseFailedUnits(sections.get('failed-units') ?? []);
  if (Array.isArray(units)) return build(units);
  if (units !== 'absent') unread.push(units);
  return build(undefined);

  function build(failedUnits: readonly string[] | undefined): VitalsReading {
    return {
      ...(load && { load: cores === undefined ? load : { ...load, cores } }),
      ...(memory && { memory }),
      disks: disks ?? [],
      ...(uptime !== undefined && { uptime }),
      ...(kernel !== undefined && { kernel }),
      ...(failedUnits && { failedUnits }),
      unread,
    };
  }
}

function readDecimal(word: string | undefined): number | undefined {
  return word !== undefined && /^\d{1,12}(\.\d{1,12})?$/.test(word) ? Number(word) : undefined;
}

function parseLoad([line = '']: Lines): Load | undefined {
  const [one, five, fifteen] = line.split(' ', 3).map(readDecimal);
  if (one === undefined || five === undefined || fifteen === undefined) return undefined;
  return { one, five, fifteen };
}

function parseCores([line = '']: Lines): number | undefined {
  const cores = readDecimal(line.trim());
  return cores !== undefined && cores >= 1 ? cores : undefined;
}

/** `MemTotal:  1024 kB`. Kernels before 3.14 do not tell what is available: then what is free and cached counts. */
function parseMemory(lines: Lines): Memory | undefined {
  const values = new Map<string, number>();
  for (const line of lines) {
    const found = /^(\w{1,30}):\s{1,30}(\d{1,14})\b/.exec(line);
    if (found?.[1] !== undefined) values.set(found[1], Number(found[2]) * 1024);
  }
  const total = values.get('MemTotal');
  const available = values.get('MemAvailable') ?? addFree(values);
  if (total === undefined || total === 0 || available === undefined) return undefined;
  return { total, available, swapTotal: values.get('SwapTotal') ?? 0, swapFree: values.get('SwapFree') ?? 0 };
}

function addFree(values: ReadonlyMap<string, number>): number | undefined {
  const free = values.get('MemFree');
  return free === undefined ? undefined : free + (values.get('Cached') ?? 0) + (values.get('Buffers') ?? 0);
}

/** Rows of `df -Pk`, each file system once, also where a device is mounted twice; a mount point may hold spaces. */
function parseDisks(lines: Lines): Disk[] | undefined {
  const disks = new Map<string, Disk>();
  const devices = new Set<string>();
  for (const line of lines) {
    const found = /\s(\d{1,16})\s+(\d{1,16})\s+(\d{1,16})\s+(\d{1,3})%\s+(\/.*)$/.exec(line.slice(0, 4_096));
    if (found === null) continue;
    const [, size, used, available, percent, mount = ''] = found;
    const device = line.slice(0, found.index).trim();
    // `tmpfs`, `overlay` and shares are names of kinds and places, not of one device.
    if (device.startsWith('/dev/')) {
      if (devices.has(device)) continue;
      devices.add(device);
    }
    disks.set(mount, {
      mount,
      size: Number(size) * 1024,
      used: Number(used) * 1024,
      available: Number(available) * 1024,
      usedPercent: Math.min(100, Number(percent)),
    });
  }
  return disks.size === 0 ? undefined : [...disks.values()];
}

function parseUptime([line = '']: Lines): number | undefined {
  return readDecimal(line.split(' ', 1)[0]);
}

function parseKernel([line = '']: Lines): string | undefined {
  return /^[\w.+-]+ [^\s]+/.test(line) && !line.includes(':') ? line.slice(0, mostWords) : undefined;
}

/** `absent` where systemd is not what runs the host. */
function parseFailedUnits(lines: Lines): string[] | 'absent' | Unread {
  const last = lines.at(-1) ?? '';
  if (last === 'absent') return 'absent';
  const words = lines[0]?.slice(0, mostWords) ?? 'the host told nothing';
  if (last !== 'code 0') {
    if (/not been booted with systemd|Failed to connect to bus/i.test(words)) return 'absent';
    return { what: 'failed units', why: words };
  }
  return lines
    .slice(0, -1)
    .slice(0, mostUnits)
    .flatMap((line) => line.replace(/^[^\w@.:\\-]+/, '').split(' ', 1))
    .filter((unit) => unit !== '');
}
