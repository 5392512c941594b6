import { constants } from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import type { Client, ClientChannel } from 'ssh2';
import { BoundedText } from './bounded-text.ts';

/** What a command wrote and how it ended. */
export interface RawResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
}

export interface RawOptions {
  readonly stdin: Buffer | undefined;
  readonly maxBytes: number;
  readonly onOutput?: ((text: string) => void) | undefined;
  /** Ends the command: its time is up, or the operator interrupted it. The reason is thrown. */
  readonly signal: AbortSignal;
}

/** The line ended while a command ran: whether it finished is not known. */
export class LineLost extends Error {
  override readonly name = 'LineLost';
}

/** How often a channel that the server does not open is asked for again, and how long after the first time. */
const openTries = 7;
const firstWait = 20;

/**
 * Opens a channel, asking again where the server does not: it counts a session until the process of the one before is
 * reaped, and nothing has run yet.
 */
export async function retryOpening<Result>(
  open: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await open();
    } catch (error) {
      if (tried >= openTries || !isOpenFailure(error) || signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, firstWait * 2 ** (tried - 1)));
    }
  }
}

/** ssh2 gives the reason of RFC 4254, section 5.1, to this error alone. */
function isOpenFailure(error: unknown): boolean {
  return error instanceof Error && 'reason' in error && error.message.includes('Channel open failure');
}

/** Runs one command on a channel of its own. Rejects with the signal's reason, or with what the server answered. */
export function runCommand(client: Client, command: string, options: RawOptions): Promise<RawResult> {
  return new Promise((resolve, reject) => {
    const { signal } = options;
    let channel: ClientChannel | undefined;
    const stop = (): void => {
      settle(() => reject(signal.reason));
      if (channel) endChannel(channel);
    };
    const settle = (finish: () => void): void => {
      signal.removeEventListener('abort', stop);
      client.removeListener('close', lost);
      finish();
    };
    const lost = (): void => settle(() => reject(new LineLost('the connection ended')));
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    client.once('close', lost);
    try {
      client.exec(command, (error, opened) => {
        if (error) {
          settle(() => reject(error));
        } else if (signal.aborted) {
          opened.on('error', () => undefined);
          endChannel(opened);
        } else {
          channel = opened;
          collect(opened, options).then(
            (result) => settle(() => resolve(result)),
            (failure: unknown) => settle(() => reject(failure)),
          );
        }
      });
    } catch (error) {
      settle(() => reject(error));
    }
  });
}

function collect(channel: ClientChannel, options: RawOptions): Promise<RawResult> {
  const stdout = new BoundedText(options.maxBytes);
  const stderr = new BoundedText(64 * 1024);
  const decoder = new StringDecoder('utf8');
  channel.on('data', (chunk: Buffer) => {
    stdout.add(chunk);
    options.onOutput?.(decoder.write(chunk));
  });
  channel.stderr.on('data', (chunk: Buffer) => stderr.add(chunk));
  return new Promise((resolve, reject) => {
    channel.on('error', reject);
    channel.on('close', (code: number | null | undefined, signal: string | undefined) => {
      const exitCode = typeof code === 'number' ? code : exitCodeOfSignal(signal);
      if (exitCode === undefined) {
        reject(new LineLost('the connection ended before the command did'));
        return;
      }
      resolve({ exitCode, stdout: stdout.text(), stderr: stderr.text(), truncated: stdout.truncated });
    });
    if (options.stdin === undefined) channel.end();
    else channel.end(options.stdin);
  });
}

/** 128 and the signal's number, as a shell counts it. */
function exitCodeOfSignal(name: string | undefined): number | undefined {
  if (name === undefined) return undefined;
  const found = Object.entries(constants.signals).find(([known]) => known === name);
  return 128 + (found?.[1] ?? 0);
}

/** Closes a channel whose command is not waited for any more; the host is asked to end it. */
export function endChannel(channel: ClientChannel): void {
  channel.signal('TERM');
  channel.close();
}
