import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { milliseconds, now } from '../../source/basics/brand.ts';
import { OperatorError } from '../../source/basics/problem.ts';
import { counterProbe } from '../../source/diagnosis/probes.ts';
import type { HostName } from '../../source/fleet/model.ts';
import { readProbeOutput } from '../../source/operations/diagnose/diagnose-probes.ts';
import type { FleetSession } from '../../source/operations/session.ts';
import type {
  CommandResult,
  ConnectionState,
  ExecOptions,
  HostConnection,
  RemotePool,
} from '../../source/remote/connection.ts';
import { splitWords } from '../../source/remote/shell-words.ts';

const answerSchema = z.union([
  z.object({ exitCode: z.number().optional(), stdout: z.string(), stderr: z.string() }),
  z.object({ kind: z.string(), message: z.string() }),
]);
const recordingSchema = z.object({
  /** What was found when it was recorded: `HOST SUBJECT` and the cause. */
  expected: z.record(z.string(), z.string()),
  /** By host and command, in the order they came; the last one stands for all after it. */
  hosts: z.record(z.string(), z.record(z.string(), z.array(answerSchema))),
});

export type Recording = z.infer<typeof recordingSchema>;
type Answer = z.infer<typeof answerSchema>;

const folder = new URL('../fixtures/diagnosis/', import.meta.url);

export function readRecording(name: string): Recording {
  return recordingSchema.parse(
    JSON.parse(gunzipSync(readFileSync(new URL(`${name}.json.gz`, folder))).toString()),
  );
}

export function writeRecording(name: string, recording: Recording): void {
  writeFileSync(new URL(`${name}.json.gz`, folder), gzipSync(JSON.stringify(recording), { level: 9 }));
}

interface ProbeLine {
  readonly mark: string;
  readonly key: string;
  readonly command: string;
}

/** The probes of a script, as `buildProbeScript` writes them. */
export function listProbes(script: string): ProbeLine[] {
  return script
    .split(/\n(?=echo '=[0-9a-f]{18} )/)
    .slice(1)
    .flatMap((part) => {
      const head =
        /^echo '(=[0-9a-f]{18}) ([\w-]+)'; \{ timeout \d+ (sh -c [\s\S]*) 2>&1 <\/dev\/null; c=\$\?; echo;/.exec(
          part,
        );
      const words = splitWords(head?.[3] ?? '').words;
      return head ? [{ mark: head[1] ?? '', key: head[2] ?? '', command: words[2] ?? '' }] : [];
    });
}

/** Keys of one diagnosis are salted with its own random word, which no other has. */
function nameCommand(command: string): string {
  return command.replace(/\b[0-9a-f]{32}\b/g, 'WORD');
}

const interesting = /MD5|MinTTL|^(Tcp|Udp|Icmp)?(Ext|6)?:?$/;

/** Counters without those that nobody asks for. */
function trimCounters(text: string): string {
  const lines = text.split('\n');
  return lines
    .flatMap((line, index) => {
      const words = line.trim().split(/\s+/);
      if (words[0] !== 'TcpExt:') return [];
      const heading = lines[index % 2 === 0 ? index : index - 1]?.trim().split(/\s+/) ?? [];
      return [
        words.filter((_word, column) => column === 0 || interesting.test(heading[column] ?? '')).join(' '),
      ];
    })
    .join('\n');
}

/** Passes commands on to a real fleet, and keeps what they answered. */
export class Recorder {
  readonly hosts: Record<string, Record<string, Answer[]>> = {};

  wrap(session: FleetSession): FleetSession {
    const remote: RemotePool = {
      connect: (name) => this.#connection(session.remote.connect(name)),
      onCommand: (listener) => session.remote.onCommand(listener),
      closeAll: () => session.remote.closeAll(),
    };
    return { ...session, remote };
  }

  #keep(host: string, command: string, answer: Answer): void {
    this.hosts[host] ??= {};
    const kept = this.hosts[host];
    kept[command] = [...(kept[command] ?? []), answer];
  }

  #connection(real: HostConnection): HostConnection {
    const exec = async (command: string, options?: ExecOptions): Promise<CommandResult> => {
      const name = nameCommand(options?.label ?? command);
      try {
        const result = await real.exec(command, options);
        const probes = listProbes(command);
        if (probes.length === 0) this.#keep(real.host, name, pick(result));
        const answers = readProbeOutput(result.stdout, probes[0]?.mark ?? '=');
        for (const probe of probes) {
          const { output = '', exitCode } = answers.get(probe.key) ?? {};
          const stdout = probe.key === counterProbe.key ? trimCounters(output) : output;
          this.#keep(real.host, nameCommand(probe.command), {
            stdout,
            stderr: '',
            ...(exitCode !== undefined && { exitCode }),
          });
        }
        return result;
      } catch (error) {
        if (error instanceof OperatorError) {
          const { kind, message } = error.problem;
          const names = listProbes(command).map((probe) => nameCommand(probe.command));
          for (const each of names.length > 0 ? names : [name])
            this.#keep(real.host, each, { kind, message });
        }
        throw error;
      }
    };
    return {
      host: real.host,
      get state(): ConnectionState {
        return real.state;
      },
      exec,
      openSocket: async () => {
        throw new OperatorError({ kind: 'socket-unavailable', message: 'recorded through birdc' });
      },
      close: () => real.close(),
    };
  }
}

function pick({ exitCode, stdout, stderr }: CommandResult): Answer {
  return { exitCode, stdout, stderr };
}

/** A host that answers as it did when it was recorded. */
export class RecordedHost implements HostConnection {
  readonly state: ConnectionState = { kind: 'ready', since: now() };
  readonly #answers: Map<string, Answer[]>;

  constructor(
    readonly host: HostName,
    answers: Record<string, Answer[]>,
  ) {
    this.#answers = new Map(Object.entries(answers).map(([command, all]) => [command, [...all]]));
  }

  async exec(command: string, options: ExecOptions = {}): Promise<CommandResult> {
    const probes = listProbes(command);
    if (probes.length === 0) return this.#result(command, this.#next(options.label ?? command));
    const parts = probes.map(({ mark, key, command: line }) => {
      const { exitCode, stdout } = this.#next(line);
      const end = exitCode === undefined ? '' : `\n${mark}= ${exitCode}`;
      return `${mark} ${key}\n${stdout}${end}\n`;
    });
    return this.#result(command, { exitCode: 0, stdout: parts.join('\n'), stderr: '' });
  }

  async openSocket(): Promise<never> {
    throw new OperatorError({ kind: 'socket-unavailable', message: 'recorded through birdc' });
  }

  async close(): Promise<void> {
    this.#answers.clear();
  }

  #next(command: string) {
    const all = this.#answers.get(nameCommand(command));
    const answer = all !== undefined && all.length > 1 ? all.shift() : all?.[0];
    if (answer === undefined) throw new Error(`${this.host} was never asked: ${command}`);
    if ('kind' in answer) throw new OperatorError({ ...answer, host: this.host });
    return answer;
  }

  #result(
    command: string,
    { exitCode = 0, stdout, stderr }: { exitCode?: number | undefined; stdout: string; stderr: string },
  ) {
    return {
      host: this.host,
      command,
      exitCode,
      stdout,
      stderr,
      truncated: false,
      duration: milliseconds(1),
    };
  }
}
