import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes the packages of other platforms back into package-lock.json. A registry mirror that serves only this
 * platform's makes `npm install` leave them out, and `npm ci` then refuses the lock file. Run it after `npm install`.
 */
const file = 'package-lock.json';
/** @type {{ packages: Record<string, { optionalDependencies?: Record<string, string>, dev?: boolean }> }} */
const lock = JSON.parse(readFileSync(file, 'utf8'));

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];

/** @param {string} name @param {readonly string[]} words */
function findWord(name, words) {
  const parts = name.split(/[-/]/);
  return words.find((word) => parts.includes(word));
}

let added = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const places = [`${path}/node_modules/${name}`, `node_modules/${name}`];
    if (places.some((place) => lock.packages[place]) || !/^\d/.test(version)) continue;
    const system = findWord(name, systems) ?? (name.includes('wasm') ? undefined : 'unknown');
    const processor = findWord(name, processors) ?? (name.includes('ppc64') ? 'ppc64' : 'wasm32');
    Object.assign(lock.packages, {
      [`node_modules/${name}`]: {
        version,
        cpu: [processor],
        ...(entry.dev ? { dev: true } : {}),
        optional: true,
        ...(system === undefined ? {} : { os: [system] }),
      },
    });
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added to ${file}.`);
