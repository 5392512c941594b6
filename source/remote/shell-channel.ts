import { randomBytes } from 'node:crypto';
import type { Client, ClientChannel } from 'ssh2';
import { MarkedOutput } from './marked-output.ts';
import { endChannel, LineLost, type RawOptions, type RawResult } from './run-command.ts';

/**
 * The program of a kept-open shell: it reads a line with a marker and two lengths, then a script and the script's
 * stdin of those lengths, runs the script in a subshell and ends both of its outputs with the marker. `head`
 * takes exactly the bytes it is told to, so nothing is read past a script.
 */
export const shellProgram = `while IFS=' ' read -r _m _s _i; do
_t=$(head -c "$_s")
if [ "$_i" -gt 0 ]; then
head -c "$_i" | { (eval "$_t"); _c=$?; cat >/dev/null; exit "$_c"; }
else
(eval "$_t") </dev/null
fi
_c=$?
printf '%s %s\\n' "$_m" "$_c"
printf '%s\\n' "$_m" >&2
done`;

/** The shell was gone before the script got its turn: nothing of it ran. */
export class ShellGone extends Error {
  override readonly name = 'ShellGone';
}

/** A shell kept open on a connection: a script costs one round trip. Scripts run one after another. */
export class ShellChannel {
  readonly #channel: ClientChannel;
  readonly #closed: Promise<never>;
  readonly #onClose: () => void;
  #last: Promise<unknown> = Promise.resolve();
  open = true;

  private constructor(channel: ClientChannel, onClose: () => void) {
    this.#channel = channel;
    this.#onClose = onClose;
    this.#closed = new Promise((_, reject) => {
      const end = (): void => {
        this.open = false;
        onClose();
        reject(new LineLost('the shell on the host ended'));
      };
      channel.on('close', end);
      channel.on('error', end);
    });
    this.#closed.catch(() => undefined);
  }

  /** Starts the shell with a command line that runs `shellProgram`, after writing `preface` to it. */
  static start(
    client: Client,
    command: string,
    preface: Buffer | undefined,
    onClose: () => void,
  ): Promise<ShellChannel> {
    return new Promise((resolve, reject) => {
      const lost = (): void => reject(new LineLost('the connection ended'));
      client.once('close', lost);
      try {
        client.exec(command, (error, channel) => {
          client.removeListener('close', lost);
          if (error) {
            reject(error);
            return;
          }
          // Without a reader neither stream ever ends, and a closed channel would not be noticed.
          channel.resume();
          channel.stderr.resume();
          if (preface) channel.write(preface);
          resolve(new ShellChannel(channel, onClose));
        });
      } catch (error) {
        client.removeListener('close', lost);
        reject(error);
      }
    });
  }

  /** Runs a script. When its time passes the shell is given up: the next one needs a new channel. */
  run(script: string, options: RawOptions): Promise<RawResult> {
    const result = this.#last.then(() => this.#run(script, options));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #run(script: string, options: RawOptions): Promise<RawResult> {
    options.signal.throwIfAborted();
    if (!this.open) throw new ShellGone('the shell on the host ended');
    const marker = randomBytes(16).toString('hex');
    const stdout = new MarkedOutput(marker, options.maxBytes);
    const stderr = new MarkedOutput(marker, 64 * 1024);
    const channel = this.#channel;
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const read = (output: MarkedOutput) => (chunk: Buffer) => {
      output.add(chunk);
      if (stdout.ending !== undefined && stderr.ending !== undefined) finish();
    };
    const [readOut, readError] = [read(stdout), read(stderr)];
    channel.on('data', readOut);
    channel.stderr.on('data', readError);
    const stopped = stoppedBy(options.signal);
    try {
      channel.write(frame(marker, script, options.stdin));
      await Promise.race([finished, this.#closed, stopped.promise]);
    } catch (error) {
      this.close();
      throw error;
    } finally {
      stopped.stop();
      channel.removeListener('data', readOut);
      channel.stderr.removeListener('data', readError);
    }
    return {
      exitCode: Number.parseInt(stdout.ending ?? '', 10),
      stdout: stdout.text(),
      stderr: stderr.text(),
      truncated: stdout.truncated,
    };
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.#onClose();
    endChannel(this.#channel);
  }
}

function frame(marker: string, script: string, stdin: Buffer | undefined): Buffer {
  const body = Buffer.from(script, 'utf8');
  const input = stdin ?? Buffer.alloc(0);
  return Buffer.concat([Buffer.from(`${marker} ${body.length} ${input.length}\n`, 'latin1'), body, input]);
}

function stoppedBy(signal: AbortSignal): { promise: Promise<never>; stop: () => void } {
  let stop = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    const end = (): void => reject(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    stop = () => signal.removeEventListener('abort', end);
  });
  return { promise, stop };
}
