#!/usr/bin/env node
import { existsSync } from 'node:fs';

const bundle = new URL('../dist/peerdeck.js', import.meta.url);

if (!existsSync(bundle)) {
  // A checkout that was not built yet: build it once. A published package always has its bundle.
  process.chdir(new URL('..', import.meta.url).pathname);
  await import('../scripts/build.js');
}
await import(bundle.href);
