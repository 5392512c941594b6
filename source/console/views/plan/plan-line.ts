import type { BranchCounts } from '../../../operations/terraform/plan-tree.ts';
import type {
  ChangeClass,
  DiffLine,
  ResourceAction,
  ResourceChange,
  WayOut,
} from '../../../operations/terraform/plans.ts';
import { formatAttribute, type PlannedAction, type PlannedResource } from '../../../terraform/plan-model.ts';
import type { Look } from '../../look/look.ts';
import { type Line, span } from '../../look/paint.ts';
import type { StyleName } from '../../look/theme.ts';
import { countOf } from '../../store/words.ts';
import type { PlanRow } from './shown-plan.ts';

const actionStyles: Readonly<Record<ResourceAction, StyleName>> = {
  create: 'added',
  update: 'warning',
  replace: 'bad',
  delete: 'bad',
  read: 'dim',
  'no-op': 'dim',
};

const classStyles: Readonly<Record<ChangeClass, StyleName>> = {
  intended: 'good',
  incidental: 'warning',
  drift: 'bad',
  unclassified: 'dim',
};

const lineStyles: Readonly<Record<DiffLine['kind'], readonly [StyleName, string]>> = {
  same: ['dim', '  '],
  removed: ['removed', '- '],
  added: ['added', '+ '],
  skipped: ['dim', '  '],
};

const sections = {
  drift: 'changed outside Terraform',
  outputs: 'outputs',
  checks: 'checks that failed',
} as const;

/** One row of the plan. */
export function planLine(row: PlanRow, look: Look): Line {
  const { glyphs } = look;
  const fold = 'isFolded' in row && row.isFolded !== undefined ? (row.isFolded ? '+ ' : '- ') : '  ';
  const indent = span('dim', `${'  '.repeat(row.depth)}${fold}`);
  switch (row.kind) {
    case 'way':
      return [span('warning', `${glyphs.levels.warning} ${wayText(row.way)}`)];
    case 'host':
      return [indent, span('accent', row.name === '' ? 'of no host' : row.name), ...countSpans(row.counts)];
    case 'module':
      return [indent, span('plain', row.name), ...countSpans(row.counts)];
    case 'resource':
      return [indent, ...resourceLine(row.change, row.name, look)];
    case 'because':
      return [indent, span(row.class === undefined ? 'dim' : classStyles[row.class], row.text)];
    case 'attribute': {
      const { path, before, after, lines = [], forcesReplacement = false } = row.attribute;
      const forced = forcesReplacement ? [span('bad', '  forces a new one')] : [];
      if (lines.length > 0) return [indent, span('dim', `${path}:`), ...forced];
      return [
        indent,
        span('dim', `${path}: `),
        span('removed', before),
        span('dim', ' -> '),
        span('added', after),
        ...forced,
      ];
    }
    case 'line': {
      const [style, sign] = lineStyles[row.line.kind];
      return [indent, span(style, `${sign}${row.line.text}`)];
    }
    case 'section':
      return [
        indent,
        span(row.section === 'checks' ? 'bad' : 'strong', `${sections[row.section]}: ${row.count}`),
      ];
    case 'drift':
      return [indent, ...driftLine(row.resource)];
    case 'output': {
      const { name, action, attributes } = row.output;
      const [only, ...others] = attributes;
      const change =
        only === undefined || others.length > 0
          ? `${action}, ${countOf(attributes.length, 'value')}`
          : `${formatAttribute(only.before)} -> ${formatAttribute(only.after)}`;
      return [indent, span('plain', name), span('dim', `  ${change}`)];
    }
    case 'check':
      return [indent, span('bad', row.check.address), span('plain', `  ${row.check.messages.join('; ')}`)];
  }
}

/** A resource in one line: what happens to it, whether it was meant, and why. */
export function resourceLine(change: ResourceChange, name: string, { glyphs }: Look): Line {
  const { action, reason, alongside = [] } = change;
  const found = change.class;
  return [
    span(actionStyles[action], `${glyphs.actions[action]} ${action.padEnd(8)}`),
    span('strong', name),
    ...(found === undefined || found === 'unclassified' ? [] : [span(classStyles[found], `  ${found}`)]),
    ...(alongside.length === 0 ? [] : [span('warning', `  moves along: ${alongside.join(', ')}`)]),
    ...(reason === undefined ? [] : [span('dim', `  ${reason}`)]),
  ];
}

const driftWords: Readonly<Record<PlannedAction, string>> = {
  create: 'appeared',
  update: 'changed',
  replace: 'replaced',
  delete: 'gone',
  read: 'read',
  forget: 'forgotten',
  'no-op': 'unchanged',
};

function driftLine({ address, action, attributes }: PlannedResource): Line {
  const paths = attributes.map(({ path }) => path).join(', ');
  return [span('plain', address), span('bad', `  ${driftWords[action]}`), span('dim', `  ${paths}`)];
}

function countSpans({ resources, intended, incidental, drift }: BranchCounts): Line {
  const parts = [
    ...(intended > 0 ? [span('good', `  ${intended} intended`)] : []),
    ...(incidental > 0 ? [span('warning', `  ${incidental} incidental`)] : []),
    ...(drift > 0 ? [span('bad', `  ${drift} drift`)] : []),
  ];
  return [span('dim', `  ${countOf(resources, 'resource')}`), ...parts];
}

/** A way out in words: what Enter does there. */
export function wayText(way: WayOut): string {
  switch (way.kind) {
    case 'plan-again':
      return 'plan anew: Enter';
    case 'wait': {
      const holder = way.holder ?? 'somebody';
      return `${holder} holds the state${way.since === undefined ? '' : ` since ${way.since}`}: Enter tries again`;
    }
    case 'unlock':
      return `only when that run is surely gone: Enter takes its lock ${way.id} away, after a question`;
    case 'recover-state':
      return `an apply could not save its state (${way.file}): Enter puts it in its place, after a question`;
    case 'upgrade-providers':
      return `providers are missing or outdated (${way.providers.map(({ provider }) => provider).join(', ')}): Enter upgrades them, after a question`;
  }
}
