import type { Duplex } from 'node:stream';
import { NodeSSH } from 'node-ssh';
import type { AnyAuthMethod, Client } from 'ssh2';
import { OperatorError, type Problem } from '../basics/problem.ts';
import type { HostName } from '../fleet/model.ts';
import { describeDialFailure } from './dial-failure.ts';
import type { Endpoint } from './endpoint.ts';
import { checkHostKey, readKnownHostsOf } from './host-key-check.ts';
import { type LoginPlan, planLogin, unlockKey } from './identities.ts';
import { orderHostKeyAlgorithms } from './known-hosts.ts';
import type { RemoteQuestions } from './questions.ts';
import { type Transport, transportTo } from './transport.ts';

/** For whom a line is dialled, and who may be asked. */
export interface DialContext {
  readonly host: HostName;
  readonly questions: RemoteQuestions | undefined;
  /** Ends the attempt when the connections are closed. */
  readonly closing: AbortSignal;
  /** An open line to a jump host, shared by the hosts behind it; `release` says it is no longer needed. */
  readonly jump: (endpoint: Endpoint) => Promise<{ client: Client; release: () => void }>;
}

/** What came back from the server on the way, for the error if it fails. */
interface DialState {
  readonly plan: LoginPlan;
  readonly tried: string[];
  refusal: Problem | undefined;
  defect: unknown;
}

/** Opens a connection to an endpoint and logs in. Throws OperatorError saying what was answered and what to do. */
export async function dial(endpoint: Endpoint, context: DialContext): Promise<Client> {
  const plan = await planLogin(endpoint);
  const transport = await transportTo(endpoint, context);
  const state: DialState = { plan, tried: [], refusal: undefined, defect: undefined };
  const ssh = new NodeSSH();
  const timer = new PausableTimer(endpoint.connectTimeout);
  const interruption = interruptionBy(context.closing);
  try {
    const opening = ssh.connect({
      ...connectTarget(endpoint, transport),
      username: endpoint.user,
      readyTimeout: 0,
      keepaliveInterval: endpoint.keepaliveInterval,
      keepaliveCountMax: endpoint.keepaliveCount,
      algorithms: { serverHostKey: orderHostKeyAlgorithms(readKnownHostsOf(endpoint)) },
      hostVerifier: (key: Buffer, verify: (valid: boolean) => void) => {
        timer.pause();
        void verifyKey(endpoint, key, context, state).then((valid) => {
          timer.resume();
          verify(valid);
        });
      },
      authHandler: loginHandler(endpoint, context, state, timer),
    });
    const client = ssh.connection;
    if (client === null) throw new Error('the SSH client did not start');
    // ssh2 reports errors late, after the promise is settled too; a connection without a listener would end us.
    client.on('error', () => undefined);
    // Every command that runs listens for the end of the connection.
    client.setMaxListeners(0);
    client.setNoDelay(true);
    await Promise.race([opening, timer.elapsed, interruption.promise]);
    client.once('close', () => transport.release());
    return client;
  } catch (error) {
    ssh.connection?.destroy();
    const notes = [...state.plan.notes, ...(await transport.notes())];
    transport.release();
    throw failureOf(error, endpoint, context, state, notes);
  } finally {
    timer.stop();
    interruption.stop();
  }
}

function connectTarget(
  endpoint: Endpoint,
  transport: Transport,
): { host: string; port: number; sock?: Duplex } {
  const { address: host, port, family, bindAddress } = endpoint;
  return {
    host,
    port,
    ...(transport.socket === undefined ? {} : { sock: transport.socket }),
    ...(family === 'inet' ? { forceIPv4: true } : {}),
    ...(family === 'inet6' ? { forceIPv6: true } : {}),
    ...(bindAddress === undefined ? {} : { localAddress: bindAddress }),
  };
}

async function verifyKey(
  endpoint: Endpoint,
  key: Buffer,
  context: DialContext,
  state: DialState,
): Promise<boolean> {
  try {
    state.refusal = await checkHostKey(endpoint, key, context.host, context.questions);
    return state.refusal === undefined;
  } catch (error) {
    state.defect = error;
    return false;
  }
}

/** Hands ssh2 one way to log in after the other; `false` ends the attempt. */
function loginHandler(
  endpoint: Endpoint,
  context: DialContext,
  state: DialState,
  timer: PausableTimer,
): (
  left: unknown,
  partial: unknown,
  next: (method: AnyAuthMethod) => void,
) => AnyAuthMethod | false | undefined {
  const attempts = [...state.plan.attempts];
  const username = endpoint.user;
  return (_left, _partial, next) => {
    const attempt = attempts.shift();
    if (attempt === undefined) return false;
    if (attempt.kind === 'ready') {
      state.tried.push(attempt.what);
      return attempt.method;
    }
    if (context.questions === undefined) {
      state.tried.push(`${attempt.what} (locked by a passphrase, and nobody to ask)`);
      return { type: 'none', username };
    }
    timer.pause();
    void unlockKey(attempt, context.host, context.questions)
      .catch((error: unknown) => {
        state.defect = error;
        return undefined;
      })
      .then((key) => {
        timer.resume();
        state.tried.push(key === undefined ? `${attempt.what} (not opened)` : attempt.what);
        next(key === undefined ? { type: 'none', username } : { type: 'publickey', username, key });
      });
    return undefined;
  };
}

function failureOf(
  error: unknown,
  endpoint: Endpoint,
  context: DialContext,
  state: DialState,
  notes: readonly string[],
): OperatorError {
  if (state.defect instanceof OperatorError) return state.defect;
  if (error instanceof OperatorError) return error;
  const problem =
    state.refusal ??
    describeDialFailure(error, {
      host: context.host,
      endpoint,
      tried: state.tried,
      notes,
    });
  return new OperatorError(problem, { cause: state.defect ?? error });
}

/** A promise that rejects when the connections are closed. */
function interruptionBy(signal: AbortSignal): { promise: Promise<never>; stop: () => void } {
  let stop = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    const interrupt = (): void => reject(new DialInterrupted());
    if (signal.aborted) interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    stop = () => signal.removeEventListener('abort', interrupt);
  });
  promise.catch(() => undefined);
  return { promise, stop };
}

/** The attempt was given up because the connections were closed. */
export class DialInterrupted extends OperatorError {
  constructor() {
    super({ kind: 'connection-closed', message: 'the connection was closed while it was being opened' });
  }
}

/** The time for connecting passed; the clock stands still while a person is asked. */
export class DialTimeout extends Error {
  override readonly name = 'DialTimeout';
}

class PausableTimer {
  readonly elapsed: Promise<never>;
  #left: number;
  #started = 0;
  #timer: NodeJS.Timeout | undefined;
  #expire: (error: Error) => void = () => undefined;

  constructor(limit: number) {
    this.#left = limit;
    this.elapsed = new Promise((_, reject) => {
      this.#expire = reject;
    });
    this.elapsed.catch(() => undefined);
    this.resume();
  }

  pause(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left -= Date.now() - this.#started;
  }

  resume(): void {
    this.#started = Date.now();
    this.#timer = setTimeout(
      () => this.#expire(new DialTimeout('no answer in time')),
      Math.max(this.#left, 1000),
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
