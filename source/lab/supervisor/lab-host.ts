import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { sanitizeLine } from '../../basics/sanitize.ts';
import { type LabHostReport, type LabHostState, LineReader } from '../control-protocol.ts';
import { signalProcess } from '../processes.ts';
import { initScript } from '../scripts/init.ts';
import type { LabHostSpec } from '../topology.ts';
import { dieWithParent } from './fabric.ts';

const maxWords = 4000;
const maxProblems = 20;

/** A host of the lab: its init and all that runs below it. */
export class LabHost {
  #child: ChildProcess | undefined;
  #pid = 0;
  #state: LabHostState = 'starting';
  #since = Date.now();
  #words = '';
  #problems: string[] = [];
  #ended: Promise<void> = Promise.resolve();

  constructor(
    readonly spec: LabHostSpec,
    private readonly onChange: (report: LabHostReport) => void,
  ) {}

  get pid(): number {
    return this.#pid;
  }

  get report(): LabHostReport {
    const detail = this.#detail();
    return {
      name: this.spec.name,
      state: this.#state,
      pid: this.#pid,
      since: this.#since,
      ...(detail === '' ? {} : { detail }),
    };
  }

  /** Starts the init with its seed archive; `connect` plugs the cables in as soon as the namespaces are there. */
  start(seed: Buffer, environment: NodeJS.ProcessEnv, connect: (pid: number) => Promise<void>): void {
    const [program, ...options] = dieWithParent;
    const child = spawn(
      program,
      [...options, 'unshare', '-m', '-n', '-p', '-u', '-i', '--fork', '--kill-child', 'sh', '-c', initScript],
      { env: { ...environment, LAB_HOST: this.spec.name }, stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'] },
    );
    this.#child = child;
    const [stdin, stdout, stderr, progress, go] = child.stdio;
    for (const stream of [stdout, stderr]) this.#collectWords(stream);
    const reader = new LineReader((line) => this.#readProgress(line, connect, go));
    if (isReadable(progress)) progress.on('data', (chunk: Buffer) => reader.push(chunk.toString()));
    // A host that dies while it is fed closes its ends; its exit tells the story.
    for (const stream of [stdin, go]) stream?.on('error', () => stream.destroy());
    stdin?.end(seed);
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#fail(error.message);
        resolve();
      });
      child.once('exit', (code, signal) => {
        this.#finish(code, signal);
        resolve();
      });
    });
  }

  fail(reason: string): void {
    this.#fail(reason);
  }

  /** Ends every process of the host and waits until the last is gone. */
  async end(): Promise<void> {
    // The init's end is the end of all; unshare follows. Before there is an init, unshare itself goes.
    if (this.#child?.exitCode === null && this.#child.signalCode === null) {
      if (this.#pid > 0) signalProcess(this.#pid, 'SIGKILL');
      else this.#child.kill('SIGKILL');
    }
    await this.#ended;
  }

  #readProgress(
    line: string,
    connect: (pid: number) => Promise<void>,
    go: Writable | Readable | null | undefined,
  ): void {
    const [word, ...rest] = line.split(' ');
    if (word === 'pid') {
      this.#pid = Number(rest[0]);
      connect(this.#pid).then(
        () => {
          if (isWritable(go)) go.end('go\n');
        },
        (error: unknown) => this.#fail(error instanceof Error ? error.message : String(error)),
      );
    } else if (word === 'problem') {
      if (this.#problems.length < maxProblems) this.#problems.push(sanitizeLine(rest.join(' '), 600));
    } else if (word === 'ready') {
      this.#change(this.#problems.length > 0 ? 'failed' : 'ready');
    }
  }

  #collectWords(stream: Readable | Writable | null | undefined): void {
    if (!isReadable(stream)) return;
    stream.on('data', (chunk: Buffer) => {
      this.#words = (this.#words + chunk.toString()).slice(-maxWords);
    });
  }

  #finish(code: number | null, signal: NodeJS.Signals | null): void {
    this.#problems.push(`init ended (${signal ?? `exit code ${code ?? 'unknown'}`})`);
    this.#pid = 0;
    this.#change(this.#state === 'starting' ? 'failed' : 'stopped');
  }

  #fail(reason: string): void {
    this.#problems.push(sanitizeLine(reason, 600));
    this.#change('failed');
  }

  #change(state: LabHostState): void {
    this.#state = state;
    this.#since = Date.now();
    this.onChange(this.report);
  }

  #detail(): string {
    if (this.#state !== 'failed' && this.#state !== 'stopped') return '';
    const words = this.#words
      .trim()
      .split('\n')
      .slice(-8)
      .map((line) => sanitizeLine(line, 300))
      .filter((line) => line !== '');
    return [...this.#problems, ...words].join('\n');
  }
}

function isReadable(stream: Readable | Writable | null | undefined): stream is Readable {
  return stream !== null && stream !== undefined && 'readable' in stream;
}

function isWritable(stream: Readable | Writable | null | undefined): stream is Writable {
  return stream !== null && stream !== undefined && 'write' in stream;
}
