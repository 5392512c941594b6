import { expect, test } from 'vitest';
import { isRendered } from '../../../source/operations/sync/hold-known.ts';

const files = ['bird/bird.conf', 'bird/filters/ixp.conf', 'caddy/Caddyfile'];

test.each(['bird', 'bird/', 'bird/bird.conf', '/etc/bird/filters', '~/caddy', '/home/op/caddy/Caddyfile'])(
  '%s may be held',
  (path) => {
    expect(isRendered(path, files)).toBe(true);
  },
);

test.each(['brid/bird.conf', 'bird/bird', '/etc/nginx', 'bird/bird.conf/x'])(
  'nothing is called %s',
  (path) => {
    expect(isRendered(path, files)).toBe(false);
  },
);
