import { settleLabFlag } from './commands/flags.ts';
import { createProgram } from './commands/program.ts';
import { findVerb } from './commands/verbs.ts';

const given = settleLabFlag(process.argv.slice(2));
// Without a verb it is the console; `findVerb` says so only then or when it was named.
const words = findVerb(given) === 'console' && !given.includes('console') ? ['console', ...given] : given;
const program = await createProgram(words);
await program.parseAsync(words, { from: 'user' });
