import { settleLabFlag } from './commands/flags.ts';
import { createProgram } from './commands/program.ts';

const words = settleLabFlag(process.argv.slice(2));
const program = await createProgram(words);
// 2 is the exit code of a command line that cannot be understood; commander's own is 1.
program.exitOverride((error) => {
  process.exit(error.exitCode === 0 ? 0 : 2);
});
await program.parseAsync(words, { from: 'user' });
