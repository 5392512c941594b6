import { mkdir, readFile, stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { OperatorError } from '../basics/problem.ts';

/** A module with everything that decides which state it works on. */
export interface TerraformWorkspace {
  /** The root module's absolute path: Terraform runs in it. */
  readonly folder: string;
  /** The same as the operator would type it, such as `terraform`. */
  readonly shownFolder: string;
  /** Saved plans, outputs of runs and our own records: mode 0700. */
  readonly privateFolder: string;
  /** Terraform's own folder of providers, modules and backend. */
  readonly dataFolder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Settings of the backend for `init`, such as `path=…`. */
  readonly backendSettings: readonly string[];
  readonly variableFiles: readonly string[];
  /** Where the local backend keeps the state, if that is the backend. */
  readonly stateFile: string;
  /** The program that works on it, for messages; `terraform` where nobody says. */
  readonly program?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Terraform neither asks nor phones home. */
const manners = { TF_IN_AUTOMATION: '1', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' };

/** The repository's `terraform/`, with the backend and the environment that are the operator's own. */
export function describeProductionWorkspace(
  root: string,
  stateFolder: string,
  environment: Environment,
): TerraformWorkspace {
  const folder = join(root, 'terraform');
  const dataFolder = environment['TF_DATA_DIR'] || '.terraform';
  return {
    folder,
    shownFolder: 'terraform',
    privateFolder: join(stateFolder, 'terraform'),
    dataFolder: isAbsolute(dataFolder) ? dataFolder : join(folder, dataFolder),
    environment: { ...environment, ...manners },
    backendSettings: [],
    variableFiles: [],
    stateFile: join(folder, 'terraform.tfstate'),
  };
}

/**
 * The repository's `terraform/lab`, whose state, variables and data lie in the lab's own folder. Nothing in the
 * environment can point it at another state.
 */
export function describeLabWorkspace(
  root: string,
  stateFolder: string,
  environment: Environment,
): TerraformWorkspace {
  const privateFolder = join(stateFolder, 'terraform');
  const dataFolder = join(privateFolder, 'data');
  const stateFile = join(privateFolder, 'terraform.tfstate');
  const kept = Object.entries(environment).filter(
    ([name]) => !/^TF_(?:WORKSPACE|DATA_DIR|VAR_|CLI_ARGS)/.test(name),
  );
  return {
    folder: join(root, 'terraform', 'lab'),
    shownFolder: 'terraform/lab',
    privateFolder,
    dataFolder,
    environment: { ...Object.fromEntries(kept), ...manners, TF_DATA_DIR: dataFolder },
    backendSettings: [`path=${stateFile}`],
    variableFiles: [join(privateFolder, 'lab.tfvars.json')],
    stateFile,
  };
}

/** Terraform's name for which of a module's states is meant; `default` where nobody chose. */
export async function readWorkspaceName(workspace: TerraformWorkspace): Promise<string> {
  const chosen = workspace.environment['TF_WORKSPACE'];
  if (chosen) return chosen;
  const text = await readFile(join(workspace.dataFolder, 'environment'), 'utf8').catch(() => '');
  return text.trim() || 'default';
}

/**
 * A copy of the module with a state of its own below `folder`: to plan an earlier configuration without touching the
 * state, its backend or its lock.
 */
export function describeCopyWorkspace(workspace: TerraformWorkspace, folder: string): TerraformWorkspace {
  const dataFolder = join(folder, 'data');
  return {
    ...workspace,
    folder: join(folder, 'tree', workspace.shownFolder),
    privateFolder: folder,
    dataFolder,
    environment: { ...workspace.environment, TF_DATA_DIR: dataFolder },
    backendSettings: [],
    variableFiles: workspace.variableFiles.map((path) => join(folder, basename(path))),
    stateFile: join(folder, 'terraform.tfstate'),
  };
}

/** Makes the private folder and checks that there is a module. */
export async function prepareWorkspace(workspace: TerraformWorkspace): Promise<void> {
  if (!(await isFolder(workspace.folder))) {
    throw new OperatorError({
      kind: 'terraform-folder-missing',
      message: `The repository has no ${workspace.shownFolder}/ folder.`,
      attempted: 'plan with Terraform',
      hint: 'Terraform has nothing to do here; everything else works without it.',
    });
  }
  await mkdir(workspace.privateFolder, { recursive: true, mode: 0o700 });
}

/** Whether `init` has ever been run for it. */
export async function isInitialized(workspace: TerraformWorkspace): Promise<boolean> {
  return isFolder(workspace.dataFolder);
}

/** Whether there may be a state: it was initialised, or the local backend has one. */
export async function mayHaveState(workspace: TerraformWorkspace): Promise<boolean> {
  return (await isInitialized(workspace)) || (await sizeOf(workspace.stateFile)) > 0;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (entry) => entry.size,
    () => 0,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
