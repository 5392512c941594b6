import { OperatorError } from '../../basics/problem.ts';
import { containsAddress, sameAddress } from '../../diagnosis/parse/addresses.ts';
import { readBgpConfigs } from '../../diagnosis/parse/bird-config.ts';
import { fileMark, parseTunnelFiles, type TunnelFile } from '../../diagnosis/parse/tunnel-files.ts';
import type {
  Fault,
  FaultSession,
  FaultTarget,
  InterfaceTarget,
  SessionTarget,
} from '../../lab/faults/model.ts';
import { execInLab } from './lab-exec.ts';
import { labStatus } from './lab-status.ts';

const configScript = `for f in /etc/bird/*.conf; do [ -f "$f" ] && printf '\\n${fileMark}%s\\n' "$f" && cat "$f"; done`;
const tunnelScript = `for f in /etc/wireguard/*.conf; do [ -f "$f" ] && printf '\\n${fileMark}%s\\n' "$(basename "$f" .conf)" && cat "$f"; done`;

interface OnPlace {
  readonly host: string;
  readonly subject?: string;
}

/** `HOST` or `HOST:SESSION`; an interface's name may follow the colon as well. */
export function parsePlace(text: string): OnPlace {
  const colon = text.indexOf(':');
  return colon === -1 ? { host: text } : { host: text.slice(0, colon), subject: text.slice(colon + 1) };
}

/** What a fault is made on, read from the lab's hosts themselves. Throws OperatorError where there is no such thing. */
export async function findFaultTarget(lab: string, fault: Fault, on: string): Promise<FaultTarget> {
  const { host, subject } = parsePlace(on);
  const { hosts } = await labStatus(lab);
  const names = hosts.map(({ name }) => name);
  if (!names.includes(host))
    throw refuse(on, `the lab ${lab} has no host ${host}`, `its hosts are ${names.join(', ')}`);
  if (fault.on === 'host') return { kind: 'host', host };
  if (subject === undefined || !/^[\w.-]{1,60}$/.test(subject)) {
    const wanted = fault.on === 'session' ? 'SESSION' : 'INTERFACE';
    throw refuse(on, `${fault.name} needs to know on which ${fault.on}`, `--on ${host}:${wanted}`);
  }
  return fault.on === 'session'
    ? findSession(lab, names, host, subject)
    : findInterface(lab, names, host, subject);
}

function refuse(on: string, message: string, hint: string): OperatorError {
  return new OperatorError({ kind: 'usage', message, attempted: `break ${on}`, hint });
}

async function readOn(lab: string, host: string, script: string): Promise<string> {
  return (await execInLab({ lab, host, command: ['sh', '-c', script] })).stdout;
}

async function findSession(
  lab: string,
  names: readonly string[],
  host: string,
  subject: string,
): Promise<SessionTarget> {
  const all = (
    await Promise.all(names.map(async (name) => listSessions(name, await readOn(lab, name, configScript))))
  ).flat();
  const session = all.find((each) => each.host === host && each.name === subject);
  if (session === undefined) {
    const known = all.filter((each) => each.host === host).map(({ name }) => name);
    throw refuse(
      `${host}:${subject}`,
      `${host} has no session ${subject}`,
      `it has ${known.join(', ') || 'none'}`,
    );
  }
  const peer = all.find(
    (each) =>
      sameAddress(each.localAddress, session.neighborAddress) &&
      sameAddress(each.neighborAddress, session.localAddress),
  );
  const rpkiCache = names.find((name) => name.startsWith('rpki'));
  return {
    kind: 'session',
    host,
    session,
    ...(peer && { peer }),
    ...(rpkiCache !== undefined && { rpkiCache }),
  };
}

function listSessions(host: string, text: string): FaultSession[] {
  const origins = [...text.matchAll(/^ *route (\S+) unreachable;/gm)].map(([, prefix = '']) => prefix);
  return text
    .split(`\n${fileMark}`)
    .slice(1)
    .flatMap((part) => {
      const [file = ''] = part.split('\n', 1);
      return readBgpConfigs(part.slice(file.length)).flatMap((config): FaultSession[] => {
        const { name, localAddress, neighborAddress, neighborAs, password, ttlSecurity, role } = config;
        if (localAddress === undefined || neighborAddress === undefined) return [];
        return [
          {
            host,
            name,
            file,
            localAddress,
            neighborAddress,
            neighborAs: neighborAs ?? 0,
            password,
            ttlSecurity,
            ...(role !== undefined && { role }),
            origins,
          },
        ];
      });
    });
}

async function findInterface(
  lab: string,
  names: readonly string[],
  host: string,
  name: string,
): Promise<InterfaceTarget> {
  const found = await execInLab({ lab, host, command: ['ip', '-o', 'link', 'show', 'dev', name] });
  const files = await Promise.all(
    names.map(async (each) => ({
      host: each,
      files: parseTunnelFiles(await readOn(lab, each, tunnelScript)),
    })),
  );
  const own = files.find((each) => each.host === host)?.files.find((file) => file.interface === name);
  if (found.exitCode !== 0 && own === undefined) {
    throw refuse(
      `${host}:${name}`,
      `${host} has no interface ${name}`,
      `peerdeck lab exec ${host} ip -br link`,
    );
  }
  const peer = own && findOtherEnd(files, host, own);
  return { kind: 'interface', host, interface: name, ...(peer && { peer }) };
}

function findOtherEnd(
  all: readonly { readonly host: string; readonly files: readonly TunnelFile[] }[],
  host: string,
  own: TunnelFile,
): InterfaceTarget['peer'] {
  for (const other of all.filter((each) => each.host !== host)) {
    const match = other.files.find(({ addresses }) =>
      addresses.some((address) =>
        own.addresses.some((prefix) => containsAddress(prefix, address.split('/', 1)[0] ?? '')),
      ),
    );
    if (match !== undefined) return { host: other.host, interface: match.interface };
  }
  return undefined;
}
