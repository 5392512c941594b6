import type { Activation, DescribedService, Validator } from './described.ts';
import type { ServiceId } from './rules.ts';

const caddyfile: Validator = {
  tool: 'caddy',
  file: 'Caddyfile',
  command: 'caddy validate --config {file} --adapter caddyfile',
  inContainer: 'caddy validate --config {file} --adapter caddyfile',
};
const prometheusConfig: Validator = {
  tool: 'promtool',
  file: 'prometheus.yml',
  command: 'promtool check config {file}',
  inContainer: 'promtool check config {file}',
};
const alertmanagerConfig: Validator = {
  tool: 'amtool',
  file: 'alertmanager.yml',
  command: 'amtool check-config {file}',
  inContainer: 'amtool check-config {file}',
};
const lokiConfig: Validator = {
  tool: 'loki',
  file: 'lok*.y*ml',
  command: 'loki -verify-config -config.file={file}',
  inContainer: 'loki -verify-config -config.file={file}',
};

function unit(
  name: string,
  folder: string,
  activation: Activation['kind'] & ('reload' | 'restart'),
  ...validators: Validator[]
): DescribedService {
  return {
    id: { kind: 'unit', name },
    folder,
    ownsFolder: true,
    validators,
    activation: { kind: activation, unit: name },
  };
}

/** Files of a container below the home: read by a validator, and taken up by the container that mounts them. */
function config(name: string, ...validators: Validator[]): DescribedService {
  return {
    id: { kind: 'config', name },
    folder: `~/${name}`,
    ownsFolder: false,
    validators,
    activation: { kind: 'none' },
  };
}

/**
 * Programs whose configuration is known by where it stands: as Debian's packages have it, and below the home for
 * containers. References into a container's own paths are not followed where it is not known.
 */
export const knownServices: readonly DescribedService[] = [
  unit('caddy', '/etc/caddy', 'reload', caddyfile),
  unit('prometheus', '/etc/prometheus', 'reload', prometheusConfig),
  unit('prometheus-alertmanager', '/etc/prometheus', 'reload', alertmanagerConfig),
  unit('loki', '/etc/loki', 'restart', lokiConfig),
  unit('postgresql', '/etc/postgresql', 'reload'),
  unit('nginx', '/etc/nginx', 'reload', {
    tool: 'nginx',
    file: 'nginx.conf',
    command: 'nginx -t -q -c {file}',
  }),
  {
    id: { kind: 'config', name: 'sudoers' },
    folder: '/etc/sudoers.d',
    ownsFolder: false,
    validators: [{ tool: 'visudo', file: '*', command: 'visudo -c -f {file}' }],
    activation: { kind: 'none' },
  },
  config('caddy', { ...caddyfile, command: 'caddy adapt --config {file} --adapter caddyfile >/dev/null' }),
  config('prometheus', { ...prometheusConfig, command: 'promtool check config --syntax-only {file}' }),
  config('alertmanager', alertmanagerConfig),
  config('loki', lokiConfig),
];

/** The programs whose configuration stands here: an absolute path, and the login user's home. */
export function findKnownServices(path: string, home: string): readonly ServiceId[] {
  const found = knownServices.filter(({ folder }) => {
    const absolute = folder.startsWith('~/') ? `${home}/${folder.slice(2)}` : folder;
    return path.startsWith(`${absolute}/`);
  });
  // Debian's Alertmanager shares a folder with Prometheus.
  const isAlerting = /\/(?:alertmanager[^/]*|alertmanager_templates\/.*)$/.test(path);
  return found
    .map(({ id }) => id)
    .filter(({ kind, name }) => {
      if (kind !== 'unit' || !name.startsWith('prometheus')) return true;
      return isAlerting === (name === 'prometheus-alertmanager');
    });
}
