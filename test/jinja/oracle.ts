import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { UndefinedMode } from '../../source/jinja/index.ts';
import {
  PyBytes,
  PyDate,
  PyDateTime,
  PyDict,
  PyFloat,
  PyTuple,
  toVariables,
} from '../../source/jinja/index.ts';

/** A template to render on both sides. */
export interface Case {
  readonly source: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly undefined?: UndefinedMode;
  readonly autoescape?: boolean;
  /** With the filters and tests of Ansible. */
  readonly ansible?: boolean;
}

/** What came of it: a text, or an error with its place. */
export type Outcome =
  | { readonly text: string }
  | {
      readonly error: {
        readonly kind: string;
        readonly message: string;
        /** Null where Python names no line of a template. */
        readonly line: number | null;
        readonly template: string | null;
      };
    }
  | { readonly overtime: true };

/** The name of the template that a case renders. */
export const mainName = 'main.j2';

/** Python's Jinja2 in a process of its own, asked one template after the other. */
export class Oracle {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #waiting: ((line: string) => void)[] = [];
  readonly #failed: Promise<never>;

  private constructor(process: ChildProcessWithoutNullStreams) {
    this.#process = process;
    let complaint = '';
    process.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    this.#failed = new Promise((_resolve, reject) => {
      process.on('error', reject);
      process.on('exit', (code) =>
        reject(
          new Error(
            `the oracle ended (${code}): it needs Debian's python3-jinja2 and ansible-core. ${complaint}`,
          ),
        ),
      );
    });
    this.#failed.catch(() => undefined);
    createInterface({ input: process.stdout }).on('line', (line) => this.#waiting.shift()?.(line));
  }

  static async start(): Promise<Oracle> {
    const script = fileURLToPath(new URL('oracle.py', import.meta.url));
    const oracle = new Oracle(spawn('/usr/bin/python3', [script]));
    await oracle.#nextLine();
    return oracle;
  }

  #nextLine(): Promise<string> {
    return Promise.race([new Promise<string>((resolve) => this.#waiting.push(resolve)), this.#failed]);
  }

  async #ask(request: object): Promise<Outcome> {
    const answer = this.#nextLine();
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    const outcome: Outcome = JSON.parse(await answer);
    return outcome;
  }

  render(item: Case): Promise<Outcome> {
    const variables = encode(toVariables(item.variables ?? {}));
    return this.#ask({ ...item, name: mainName, variables });
  }

  parse(source: string): Promise<Outcome> {
    return this.#ask({ parse: true, source });
  }

  stop(): void {
    this.#process.removeAllListeners('exit');
    this.#process.kill();
  }
}

/** A value of the language as tagged JSON. */
function encode(value: unknown): unknown {
  if (typeof value === 'bigint') return { int: value.toString() };
  if (Array.isArray(value)) return value.map(encode);
  if (value instanceof PyDict)
    return { dict: [...value.entries()].map(([key, item]) => [encode(key), encode(item)]) };
  if (value instanceof PyTuple) return { tuple: value.items.map(encode) };
  if (value instanceof PyFloat) return { float: String(value.value).replace('Infinity', 'inf') };
  if (value instanceof PyBytes) return { bytes: Buffer.from(value.data).toString('base64') };
  if (value instanceof PyDateTime) {
    const { year, month, day, hour, minute, second, microsecond, offset = null } = value;
    return { datetime: [year, month, day, hour, minute, second, microsecond, offset] };
  }
  if (value instanceof PyDate) return { date: [value.year, value.month, value.day] };
  return value;
}
