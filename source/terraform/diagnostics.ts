import { posix } from 'node:path';
import type { Place, Problem } from '../basics/problem.ts';
import { sanitize } from '../basics/sanitize.ts';
import { asNumber, asRecord, asText, field } from './json.ts';

/** What Terraform says went wrong, as its JSON streams carry it. */
export interface Diagnostic {
  readonly severity: 'warning' | 'error';
  readonly summary: string;
  readonly detail: string;
  /** The resource it is about. */
  readonly address?: string;
  /** The file is relative to the folder Terraform ran in. */
  readonly place?: Place;
}

/** How text is made safe to show: every known secret value in it is replaced. */
export type Redact = (text: string) => string;

const detailLimit = 8_000;

/** Reads a `diagnostic` object; whatever is missing stays empty. */
export function parseDiagnostic(value: unknown): Diagnostic {
  const record = asRecord(value);
  const address = asText(field(record, 'address'));
  const place = parseRange(field(record, 'range'));
  return {
    severity: field(record, 'severity') === 'warning' ? 'warning' : 'error',
    summary: asText(field(record, 'summary')) ?? 'Terraform gave no summary',
    detail: asText(field(record, 'detail')) ?? '',
    ...(address === undefined ? {} : { address }),
    ...(place === undefined ? {} : { place }),
  };
}

function parseRange(value: unknown): Place | undefined {
  const range = asRecord(value);
  const file = asText(field(range, 'filename'));
  if (file === undefined) return undefined;
  const start = asRecord(field(range, 'start'));
  const line = asNumber(field(start, 'line'));
  const column = asNumber(field(start, 'column'));
  return {
    file,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}

/** What a diagnostic means for the operator, where it is one of those that have a way out. */
interface Known {
  readonly pattern: RegExp;
  readonly kind: string;
  readonly hint: string;
}

const known: readonly Known[] = [
  {
    pattern: /^Saved plan is stale/,
    kind: 'plan-stale',
    hint: 'Plan again and look at it: the state changed after this plan was made.',
  },
  {
    pattern: /^Error acquiring the state lock/,
    kind: 'locked',
    hint: 'Wait until the other run has ended and plan again; only when its process is surely gone, `terraform force-unlock ID`.',
  },
  {
    pattern:
      /^(Required plugins are not installed|Inconsistent dependency lock file|Missing required provider)/,
    kind: 'init-needed',
    hint: 'The installed providers do not match what the configuration asks for. `peerdeck plan --upgrade` runs `terraform init -upgrade`: it downloads the versions the constraints allow and rewrites .terraform.lock.hcl; it touches nothing remote.',
  },
  {
    pattern: /^(Module not installed|Module source has changed|Module version requirements have changed)/,
    kind: 'init-needed',
    hint: 'Run `terraform init` in that folder.',
  },
  {
    pattern: /^Backend (initialization required|configuration changed)|^Initialization required/,
    kind: 'backend-changed',
    hint: 'Run `terraform init` in that folder yourself: with -migrate-state the state moves to the new backend, with -reconfigure it is left where it was.',
  },
  {
    pattern: /^(Failed to query available provider packages|Failed to install provider|Could not retrieve)/,
    kind: 'providers-unavailable',
    hint: 'The provider registry must be reachable, or a `filesystem_mirror` or `plugin_cache_dir` in the CLI configuration must hold the provider. Versions outside the lock file need `peerdeck plan --upgrade`.',
  },
  {
    pattern: /^Failed to (persist|save) state|^Failed to save state/,
    kind: 'state-not-saved',
    hint: 'Terraform left errored.tfstate: mend what kept the state from being saved, then `terraform state push errored.tfstate`.',
  },
];

/** Whether `terraform init` alone is expected to mend it. */
export function needsInit(diagnostic: Diagnostic): boolean {
  return diagnostic.severity === 'error' && classify(diagnostic)?.kind === 'init-needed';
}

function classify({ summary }: Pick<Diagnostic, 'summary'>): Known | undefined {
  return known.find((candidate) => candidate.pattern.test(summary));
}

/** What the errors in Terraform's text for people mean, where one of them has a way out. */
export function classifyText(text: string): { readonly kind: string; readonly hint: string } | undefined {
  for (const [, summary = ''] of text.matchAll(/^\W{0,4}Error: ([^\n]{1,300})/gm)) {
    const match = classify({ summary });
    if (match !== undefined) return { kind: match.kind, hint: match.hint };
  }
  return undefined;
}

/**
 * A diagnostic as a problem: the summary as the message, the detail as Terraform's answer, the place relative to
 * the repository. `folder` is the module's folder as the operator would type it, such as `terraform`.
 */
export function diagnosticToProblem(diagnostic: Diagnostic, folder: string, redact: Redact): Problem {
  const match = classify(diagnostic);
  const clean = (text: string) => sanitize(redact(text));
  const summary = clean(diagnostic.summary);
  return {
    kind: match?.kind ?? (diagnostic.severity === 'warning' ? 'terraform-warning' : 'terraform-failed'),
    message: diagnostic.address === undefined ? summary : `${clean(diagnostic.address)}: ${summary}`,
    ...(diagnostic.place === undefined ? {} : { place: locate(diagnostic.place, folder) }),
    ...(diagnostic.detail === '' ? {} : { answer: clean(cut(diagnostic.detail)) }),
    ...(match === undefined ? {} : { hint: match.hint }),
  };
}

function locate(place: Place, folder: string): Place {
  const file = sanitize(place.file);
  return { ...place, file: posix.isAbsolute(file) ? file : posix.normalize(posix.join(folder, file)) };
}

function cut(text: string): string {
  return text.length > detailLimit ? `${text.slice(0, detailLimit)}…` : text;
}
