import { join } from 'node:path';
import { execa } from 'execa';
import { OperatorError } from '../basics/problem.ts';
import { sanitize } from '../basics/sanitize.ts';
import type { TerraformBinary } from './binary.ts';
import { classifyText, type Diagnostic } from './diagnostics.ts';
import { parseJson } from './json.ts';
import { runTerraform, type TerraformExit } from './process.ts';
import { parseUiLine, type UiEvent } from './ui-events.ts';
import type { TerraformWorkspace } from './workspace.ts';

/** How a run of init, plan or apply ended. */
export interface UiExit extends TerraformExit {
  readonly diagnostics: readonly Diagnostic[];
}

export type UiRun = AsyncGenerator<UiEvent, UiExit, void>;

export interface PlanRequest {
  readonly planFile: string;
  /** Addresses; a plan with targets is never complete. */
  readonly targets: readonly string[];
  /** Addresses to replace although nothing in them changed. */
  readonly replace: readonly string[];
  readonly mode: 'ordinary' | 'destroy' | 'refresh-only';
  /** Plan without the state's lock: only for a copy of the state. */
  readonly unlocked?: boolean;
}

export interface InitOptions {
  /** Take newer versions than the lock file's. */
  readonly upgrade?: boolean;
  /** Copy the state to a backend that changed, over what may be there. */
  readonly migrate?: boolean;
  /** Take a changed backend as it is, and leave the state where it was. */
  readonly reconfigure?: boolean;
  /** Take providers from this folder alone. */
  readonly pluginFolder?: string;
}

const readLimitMilliseconds = 120_000;
const readLimitBytes = 1024 ** 3;

/** Terraform's commands on one workspace. The only place that knows its arguments. */
export class TerraformClient {
  constructor(
    readonly binary: TerraformBinary,
    readonly workspace: TerraformWorkspace,
  ) {}

  /** Installs providers and modules, and sets up the backend. */
  async *init(outputFolder: string, options: InitOptions, signal: AbortSignal): UiRun {
    const words = [
      '-input=false',
      ...(options.upgrade ? ['-upgrade'] : []),
      ...(options.migrate ? ['-force-copy'] : []),
      ...(options.reconfigure ? ['-reconfigure'] : []),
      ...(options.pluginFolder === undefined ? [] : [`-plugin-dir=${options.pluginFolder}`]),
      ...this.workspace.backendSettings.map((setting) => `-backend-config=${setting}`),
    ];
    const exit = yield* this.#stream(['init', '-json', ...words], outputFolder, signal);
    // Terraform before 1.9, and OpenTofu of that time, tell of init in text alone.
    if (exit.code === 0 || !/flag provided but not defined: -json/.test(exit.stderr)) return exit;
    return yield* this.#stream(['init', '-no-color', ...words], outputFolder, signal);
  }

  plan(request: PlanRequest, outputFolder: string, signal: AbortSignal): UiRun {
    const words = [
      'plan',
      '-json',
      '-input=false',
      ...(request.mode === 'ordinary' ? [] : [`-${request.mode}`]),
      ...this.workspace.variableFiles.map((file) => `-var-file=${file}`),
      ...request.targets.map((address) => `-target=${address}`),
      ...request.replace.map((address) => `-replace=${address}`),
      ...(request.unlocked ? ['-lock=false'] : []),
      `-out=${request.planFile}`,
    ];
    return this.#stream(words, outputFolder, signal);
  }

  /** Applies a saved plan, and nothing else. */
  apply(planFile: string, outputFolder: string, signal: AbortSignal, onStart?: (pid: number) => void): UiRun {
    return this.#stream(['apply', '-json', '-input=false', planFile], outputFolder, signal, onStart);
  }

  /** The JSON of a saved plan. It holds secrets in clear and is never written to disk. */
  showPlan(planFile: string, signal: AbortSignal): Promise<unknown> {
    return this.#read(['show', '-json', planFile], signal);
  }

  /** The JSON of the state; secrets in clear. */
  showState(signal: AbortSignal): Promise<unknown> {
    return this.#read(['show', '-json'], signal);
  }

  /** The JSON of a state in a file; secrets in clear. */
  showStateFile(stateFile: string, signal: AbortSignal): Promise<unknown> {
    return this.#read(['show', '-json', stateFile], signal);
  }

  /** The text of the state, from whichever backend; empty where there is none. Secrets in clear. */
  async pullState(signal: AbortSignal): Promise<string> {
    return this.#run(['state', 'pull'], signal);
  }

  /** Puts a state in the place of the backend's. Without force another lineage and an older serial are refused. */
  async pushState(stateFile: string, signal: AbortSignal, { force = false } = {}): Promise<void> {
    const words = ['state', 'push', '-lock-timeout=5s', ...(force ? ['-force'] : []), stateFile];
    await this.#run(words, signal);
  }

  /** Takes a lock away whose holder is gone. */
  async forceUnlock(id: string, signal: AbortSignal): Promise<void> {
    await this.#run(['force-unlock', '-force', id], signal);
  }

  /** The JSON of `terraform output`; secrets in clear. */
  showOutputs(signal: AbortSignal): Promise<unknown> {
    return this.#read(['output', '-json'], signal);
  }

  async *#stream(
    words: readonly string[],
    outputFolder: string,
    signal: AbortSignal,
    onStart?: (pid: number) => void,
  ): UiRun {
    const diagnostics: Diagnostic[] = [];
    const lines = runTerraform({
      binary: this.binary.path,
      arguments: words,
      folder: this.workspace.folder,
      environment: this.workspace.environment,
      signal,
      outputFile: join(outputFolder, `${words[0] ?? 'run'}.jsonl`),
      ...(onStart === undefined ? {} : { onStart }),
    });
    try {
      while (true) {
        const step = await lines.next();
        if (step.done) return { ...step.value, diagnostics };
        const event = parseUiLine(step.value);
        if (event.type === 'diagnostic') diagnostics.push(event.diagnostic);
        yield event;
      }
    } finally {
      await lines.return({ code: undefined, endedBy: undefined, interrupted: false, stderr: '' });
    }
  }

  async #read(words: readonly string[], signal: AbortSignal): Promise<unknown> {
    const value = parseJson(await this.#run(words, signal));
    if (value !== undefined) return value;
    throw this.#fail(words, 'gave no JSON', '');
  }

  /** What a short command that changes no infrastructure prints. */
  async #run(words: readonly string[], signal: AbortSignal): Promise<string> {
    const result = await execa(this.binary.path, words, {
      cwd: this.workspace.folder,
      env: this.workspace.environment,
      extendEnv: false,
      detached: true,
      stdin: 'ignore',
      reject: false,
      cancelSignal: signal,
      killSignal: 'SIGINT',
      forceKillAfterDelay: false,
      timeout: readLimitMilliseconds,
      maxBuffer: readLimitBytes,
    });
    if (!result.failed) return result.stdout;
    signal.throwIfAborted();
    throw this.#fail(words, result.timedOut ? 'gave no answer in time' : 'failed', result.stderr);
  }

  #fail(words: readonly string[], what: string, answer: string): OperatorError {
    const { product } = this.binary;
    return new OperatorError({
      kind: 'terraform-failed',
      ...classifyText(answer),
      message: `\`${product} ${words[0] ?? ''}\` ${what}.`,
      attempted: `${product} ${words.slice(0, 2).join(' ')} in ${this.workspace.shownFolder}`,
      ...(answer === '' ? {} : { answer: sanitize(answer.slice(-4_000)) }),
    });
  }
}
