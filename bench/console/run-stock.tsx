import { render } from 'ink';
import { now } from '../../source/basics/brand.ts';
import { App } from '../../source/console/app.tsx';
import { createController } from '../../source/console/controller/controller.ts';
import { chooseLook } from '../../source/console/look/look.ts';
import { initialState } from '../../source/console/store/state.ts';
import { createStore } from '../../source/console/store/store.ts';
import { createKeyReader } from '../../source/console/terminal/key-reader.ts';
import { bigServices } from './big-fleet.ts';

/** The same console, written to the terminal by Ink itself, as Ink is used by default: the rival. */
const services = bigServices(JSON.parse(process.argv[2] ?? '{}'));
const { columns = 120, rows = 40 } = process.stdout;
const store = createStore(
  initialState({
    fleet: services.fleet,
    operator: services.operator,
    readOnly: false,
    terminal: { columns, rows },
    clock: now(),
  }),
);
const look = chooseLook(process.env);
const element = () => <App state={store.state} look={look} />;
const instance = render(element(), { exitOnCtrlC: false, patchConsole: false });
store.subscribe(() => instance.rerender(element()));
const controller = createController(store, services, {
  redraw: () => undefined,
  suspend: () => undefined,
  send: () => undefined,
  runProgram: () => Promise.resolve(0),
  exit: (code) => process.exit(code),
  crash: (thrown) => {
    throw thrown;
  },
});
createKeyReader(process.stdin, controller.handle).start();
