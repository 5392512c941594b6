import { openConsole } from '../../source/console/open-console.ts';

/** The console on a fleet that exists only here: `node run-console.js FLEET`, a JSON text. */
const end = await openConsole({
  heading: 'a bench',
  prepare: async () => {
    const { bigServices } = await import('./big-fleet.ts');
    return bigServices(JSON.parse(process.argv[2] ?? '{}'));
  },
});
process.exitCode = end.exitCode;
