import type { PrepareEvent } from '../console/boot/boot-state.ts';
import type { LabUpEvent } from '../operations/lab/lab-up.ts';

/** A lab's start as steps of the console's first screen. */
export function describeBootEvent(event: LabUpEvent): readonly PrepareEvent[] {
  switch (event.type) {
    case 'lab-stage':
      return describeStage(event.stage);
    case 'lab-host': {
      const state = event.state === 'starting' ? 'running' : event.state === 'ready' ? 'done' : 'failed';
      const [detail] = (event.detail ?? '').split('\n');
      return [
        { type: 'step', id: `host ${event.host}`, title: event.host, state, ...(detail ? { detail } : {}) },
      ];
    }
    case 'lab-ready':
      return [
        {
          type: 'step',
          id: 'hosts',
          title: 'Hosts',
          state: event.failed.length === 0 ? 'done' : 'failed',
          detail: `${event.hosts - event.failed.length} of ${event.hosts} up in ${(event.milliseconds / 1000).toFixed(1)} s`,
        },
      ];
    default:
      return [];
  }
}

function describeStage(stage: Extract<LabUpEvent, { type: 'lab-stage' }>['stage']): readonly PrepareEvent[] {
  switch (stage) {
    case 'clearing':
      return [{ type: 'step', id: 'clearing', title: 'Clear what a crash had left', state: 'done' }];
    case 'planning':
      return [{ type: 'step', id: 'planning', title: 'Render the fleet and plan the lab', state: 'running' }];
    case 'starting':
      return [
        { type: 'step', id: 'planning', title: 'Render the fleet and plan the lab', state: 'done' },
        { type: 'step', id: 'hosts', title: 'Hosts', state: 'running' },
      ];
    case 'joined':
      return [{ type: 'step', id: 'hosts', title: 'Join the lab that is up already', state: 'running' }];
  }
}
