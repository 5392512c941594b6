import { apply } from '../../source/operations/apply.ts';
import { runOperation } from '../../source/operations/operation.ts';
import { plan } from '../../source/operations/plan.ts';
import { describeSession } from '../terraform/session.ts';

/** A console of its own: plans and applies the repository at the first argument, with its state in the second. */
const [, , root = '', stateFolder = ''] = process.argv;
const session = describeSession(root, stateFolder);
const planned = await runOperation(plan(session), () => {});
if (planned.kind === 'failed') throw new Error(planned.problem.message);
await runOperation(apply(session, planned.plan), () => {});
