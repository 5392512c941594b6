import type { Instant } from '../../../basics/brand.ts';
import type { HostName } from '../../../fleet/model.ts';
import type { DeployEvent } from '../../../operations/sync/deploy.ts';
import type { DeliveryRun, HostProgress, ResourceProgress } from './deploy-state.ts';

const mostResources = 2000;
const mostProblems = 100;
const second = 1000;

/** The run with one more event of its operation noted; pure. */
export function noteDeployEvent(run: DeliveryRun, event: DeployEvent, at: Instant): DeliveryRun {
  switch (event.type) {
    case 'waves-planned':
      return event.waves.reduce(
        (planned, hosts, index) =>
          hosts.reduce(
            (others, host) => withHost(others, host, (before) => ({ ...before, wave: index + 1 })),
            planned,
          ),
        { ...run, waves: event.waves.length },
      );
    case 'wave':
      return { ...run, wave: event.wave, waves: event.waves };
    case 'host-stage':
      return withHost(run, event.host, (before) => {
        const { goesBackAt, detail: _before, ...host } = before;
        const over = event.stage === 'confirming' || event.stage === 'reverting';
        return {
          ...host,
          stage: event.stage,
          ...(event.detail !== undefined && { detail: event.detail }),
          ...(goesBackAt !== undefined && !over && { goesBackAt }),
        };
      });
    case 'host-countdown': {
      const goesBackAt = at + event.secondsLeft * second;
      return withHost(run, event.host, (before) => ({ ...before, goesBackAt }));
    }
    case 'host-synced':
      return withHost(run, event.result.host, ({ goesBackAt: _over, ...host }) => ({
        ...host,
        result: event.result,
      }));
    case 'terraform-stage':
      return {
        ...run,
        terraform: event.detail === undefined ? event.stage : `${event.stage} ${event.detail}`,
      };
    case 'resource':
      return { ...run, resources: withResource(run.resources, { ...event, detail: event.detail }) };
    case 'problem':
    case 'diagnostic':
      return { ...run, problems: [...run.problems, event.problem].slice(-mostProblems) };
    case 'providers-upgraded':
    case 'state-kept':
      return run;
  }
}

function withHost(
  run: DeliveryRun,
  name: HostName,
  change: (before: HostProgress) => HostProgress,
): DeliveryRun {
  const index = run.hosts.findIndex(({ host }) => host === name);
  if (index < 0) return { ...run, hosts: [...run.hosts, change({ host: name })] };
  return { ...run, hosts: run.hosts.map((host, nth) => (nth === index ? change(host) : host)) };
}

function withResource(
  resources: readonly ResourceProgress[],
  { address, state, detail }: ResourceProgress,
): readonly ResourceProgress[] {
  const index = resources.findIndex((each) => each.address === address);
  if (index >= 0) return resources.with(index, { address, state, detail });
  return [...resources, { address, state, detail }].slice(-mostResources);
}
