import { join } from 'node:path';
import { execa } from 'execa';
import { OperatorError } from '../basics/problem.ts';
import type { TerraformBinary } from './binary.ts';
import type { Diagnostic } from './diagnostics.ts';
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
}

const readLimitMilliseconds = 120_000;
const readLimitBytes = 1024 ** 3;

/** Terraform's commands on one workspace. The only place that knows its arguments. */
export class TerraformClient {
  constructor(
    readonly binary: TerraformBinary,
    readonly workspace: TerraformWorkspace,
  ) {}

  /** Installs providers and modules, and sets up the backend. `upgrade` takes newer versions than the lock file's. */
  init(outputFolder: string, upgrade: boolean, signal: AbortSignal): UiRun {
    const settings = this.workspace.backendSettings.map((setting) => `-backend-config=${setting}`);
    const upgrading = upgrade ? ['-upgrade'] : [];
    return this.#stream(['init', '-json', '-input=false', ...upgrading, ...settings], outputFolder, signal);
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
    const value = result.failed ? undefined : parseJson(result.stdout);
    if (value !== undefined) return value;
    signal.throwIfAborted();
    throw new OperatorError({
      kind: 'terraform-failed',
      message: `\`terraform ${words[0] ?? ''}\` ${result.timedOut ? 'gave no answer in time' : 'failed'}.`,
      attempted: `terraform ${words.slice(0, 2).join(' ')} in ${this.workspace.shownFolder}`,
      ...(result.stderr === '' ? {} : { answer: result.stderr.slice(-4_000) }),
    });
  }
}
