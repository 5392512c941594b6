import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnosticToProblem, needsInit, parseDiagnostic } from '../../source/terraform/diagnostics.ts';

const asIs = (text: string) => text;

function toProblem(summary: string, rest: Record<string, unknown> = {}) {
  return diagnosticToProblem(parseDiagnostic({ severity: 'error', summary, ...rest }), 'terraform', asIs);
}

describe('a diagnostic', () => {
  it('names file, line and resource as the operator would', () => {
    const range = { filename: 'modules/ixp/main.tf', start: { line: 7, column: 3 } };
    expect(
      toProblem('Invalid value', { detail: 'It must be a list.', address: 'docker_container.x', range }),
    ).toEqual({
      kind: 'terraform-failed',
      message: 'docker_container.x: Invalid value',
      place: { file: 'terraform/modules/ixp/main.tf', line: 7, column: 3 },
      answer: 'It must be a list.',
    });
    const above = { filename: '../modules/x.tf' };
    expect(diagnosticToProblem(parseDiagnostic({ range: above }), 'terraform/lab', asIs).place).toEqual({
      file: 'terraform/modules/x.tf',
    });
  });

  it.each([
    ['Saved plan is stale', 'plan-stale', /Plan again/],
    ['Error acquiring the state lock', 'locked', /force-unlock/],
    ['Required plugins are not installed', 'init-needed', /init -upgrade/],
    ['Inconsistent dependency lock file', 'init-needed', /--upgrade/],
    ['Module not installed', 'init-needed', /terraform init/],
    ['Backend initialization required, please run "terraform init"', 'backend-changed', /-migrate-state/],
    ['Failed to query available provider packages', 'providers-unavailable', /filesystem_mirror/],
    ['Failed to persist state to backend', 'state-not-saved', /state push errored.tfstate/],
  ])('"%s" has a way out', (summary, kind, hint) => {
    expect(toProblem(summary)).toMatchObject({ kind, hint: expect.stringMatching(hint) });
  });

  it('calls for init only where init helps by itself', () => {
    expect(needsInit(parseDiagnostic({ severity: 'error', summary: 'Module not installed' }))).toBe(true);
    expect(
      needsInit(parseDiagnostic({ severity: 'error', summary: 'Backend initialization required' })),
    ).toBe(false);
  });

  it('reaches the screen without control characters and without secrets', () => {
    const redact = (text: string) => text.replaceAll('hunter2', '***');
    const hostile = parseDiagnostic({ summary: 'a\u001b[2Jb hunter2', detail: 'hunter2\u0007' });
    const problem = diagnosticToProblem(hostile, 'terraform', redact);
    expect(problem).toMatchObject({ message: 'a␛[2Jb ***', answer: '***␇' });
  });

  it('is read from anything', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        diagnosticToProblem(parseDiagnostic(value), 'terraform', asIs);
      }),
    );
  });
});
