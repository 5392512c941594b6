import { spawn } from 'node:child_process';
import { OperatorError } from '../../basics/problem.ts';

const signalBase = 128;
const hold =
  'printf "\\n%s\\n" "[$0 ended with $1: Enter goes back to the console]"; IFS= read -r answer || true';

/**
 * Runs a program on the terminal we have left, with its own input and output. One that failed is held on the screen
 * until Enter, so that what it said can be read. Throws OperatorError when it cannot be started.
 */
export async function runInForeground(words: readonly string[], folder: string): Promise<number> {
  const [program = ''] = words;
  const code = await run(words, folder);
  if (code !== 0) await run(['sh', '-c', hold, program, String(code)], folder);
  return code;
}

function run([program = '', ...rest]: readonly string[], folder: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { cwd: folder, stdio: 'inherit' });
    child.once('error', (error) =>
      reject(
        new OperatorError({
          kind: 'program-missing',
          message: `${program} cannot be started`,
          answer: error.message,
          hint: 'install it, or name another one in the environment',
        }),
      ),
    );
    child.once('close', (code) => resolve(code ?? signalBase));
  });
}
