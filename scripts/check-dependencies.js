import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const technologies = [
  'hosts',
  'containers',
  'bird',
  'wireguard',
  'terraform',
  'delivery',
  'lab',
  'rendering',
  'secrets',
  'checks',
  'diagnosis',
];
const below = ['basics', 'jinja', 'fleet', 'remote', ...technologies];

/**
 * What each folder of source/ may import; a folder may always import itself.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const allowed = {
  basics: [],
  jinja: ['basics'],
  fleet: ['basics', 'jinja'],
  remote: ['basics', 'fleet'],
  secrets: ['basics', 'fleet', 'jinja'],
  rendering: ['basics', 'jinja', 'fleet', 'secrets'],
  bird: ['basics', 'remote', 'fleet'],
  wireguard: ['basics', 'remote', 'fleet'],
  hosts: ['basics', 'remote', 'fleet'],
  diagnosis: ['basics', 'fleet', 'bird', 'wireguard', 'remote'],
  containers: ['basics', 'remote', 'fleet'],
  terraform: ['basics', 'fleet', 'jinja', 'secrets'],
  delivery: ['basics', 'remote', 'fleet', 'rendering', 'secrets'],
  lab: ['basics', 'fleet', 'jinja', 'secrets', 'rendering', 'wireguard', 'delivery'],
  checks: ['basics', 'jinja', 'fleet', 'bird', 'wireguard', 'rendering', 'secrets'],
  operations: below,
  console: [...below, 'operations'],
  commands: [...below, 'operations', 'console'],
};

const root = resolve(import.meta.dirname ?? '.', '..', 'source');

/** @param {string} folder @returns {string[]} */
function listSources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listSources(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** @param {string} from @param {string} to */
function isAllowed(from, to) {
  return from === to || from === 'cli.ts' || (allowed[from]?.includes(to) ?? false);
}

const violations = [];
for (const file of listSources(root)) {
  const from = relative(root, file).split('/')[0] ?? '';
  for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
    const target = relative(root, resolve(dirname(file), path ?? ''));
    if (target.startsWith('..')) continue;
    const to = target.split('/')[0] ?? '';
    if (!isAllowed(from, to)) violations.push(`source/${relative(root, file)} imports source/${target}`);
  }
}

if (violations.length > 0) {
  console.error(`Dependencies must run downward (docs/architecture.md):\n${violations.join('\n')}`);
  process.exitCode = 1;
} else {
  console.log('Dependencies run downward.');
}
