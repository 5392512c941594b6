import { describe, it } from 'vitest';
import { prepareDemoTerminals, small } from './open-demo.ts';

const { openDemo } = prepareDemoTerminals();

describe('an operator with a plan', () => {
  it('folds, unfolds, filters and walks through 2,000 resources, and applies only what was meant', async () => {
    const terminal = openDemo({ script: { plannedResources: 2000 } });
    await terminal.shows('provider');
    terminal.press('a');
    await terminal.shows('[ y apply ]');
    terminal.press('Escape', '4');
    await terminal.shows('1333 intended, 667 incidental, 0 drift');
    terminal.press('g', 'j', 'j', 'l');
    await terminal.shows('the image moved');
    await terminal.shows('+ PORT=2');
    terminal.press('h', 'h', 'h');
    await terminal.shows('2/1940');
    terminal.press('l', 'G');
    await terminal.shows('2040/2040');
    terminal.press('c', 'c');
    await terminal.shows('only incidental ones listed');
    terminal.press('/');
    terminal.type('service[0]');
    terminal.press('Enter');
    await terminal.shows(/host00 {2}1 resource {2}1 incidental/);
    terminal.press('i');
    await terminal.shows('Apply to LAB default?');
    await terminal.shows('only a part (intended): 1 resource, 1 stay');
    await terminal.shows('[ y apply ]');
    terminal.press('y');
    await terminal.shows('applied: 0 added, 1 changed');
  });

  it('takes a way out of what stopped Terraform, after a question', async () => {
    const planProblem = { kind: 'terraform-providers', message: 'providers are missing' };
    const waysOut = [
      { kind: 'upgrade-providers', providers: [{ provider: 'docker', from: '3.0.1', wanted: '3.1.0' }] },
    ];
    const terminal = openDemo({ script: { planProblem, waysOut }, size: small });
    await terminal.shows('provider');
    terminal.press('a');
    await terminal.shows('providers are missing');
    terminal.press('Escape');
    await terminal.shows('providers are missing or outdated');
    terminal.press('g', 'Enter');
    await terminal.shows('docker 3.1.0 (locked: 3.0.1)');
    await terminal.shows('[ y upgrade ]');
    terminal.press('y');
    await terminal.shows('[ y apply ]');
    terminal.press('Escape');
    await terminal.hides('missing or outdated');
  });
});
