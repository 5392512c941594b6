import { OperatorError } from '../basics/problem.ts';
import type { BackendSettings, BackendType } from './backend-block.ts';

/** Where each backend takes its credentials from: the environment alone. */
export const credentialVariables: Readonly<Record<BackendType, readonly string[]>> = {
  local: [],
  pg: ['PG_CONN_STR', 'PGUSER', 'PGPASSWORD', 'PGPASSFILE'],
  s3: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE'],
  http: ['TF_HTTP_USERNAME', 'TF_HTTP_PASSWORD'],
};

const secretKey = /password|secret|token|access_key|private_key|sas|credential/i;

/**
 * Settings as a person gave them, complete: an S3 state is locked by a lock file, an HTTP one at its own address.
 * Throws OperatorError for a credential, which would end in a file, or where one that must be there is missing.
 */
export function completeSettings(
  type: BackendType,
  given: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): BackendSettings {
  for (const [key, value] of Object.entries(given)) {
    if (!/^[a-z][a-z0-9_]*$/.test(key)) throw refuse(`${key} is no name of a backend's setting`);
    if (secretKey.test(key) || holdsPassword(value)) throw refuseCredential(type, key);
  }
  const require = (key: string, variable?: string) => {
    if (given[key] !== undefined || (variable !== undefined && environment[variable])) return;
    const or = variable === undefined ? '' : `, or ${variable} in the environment`;
    throw refuse(`the ${type} backend needs --set ${key}=…${or}`);
  };
  switch (type) {
    case 'local':
      return { type, settings: given };
    case 'pg':
      require('conn_str', 'PG_CONN_STR');
      return { type, settings: given };
    case 's3':
      for (const key of ['bucket', 'key']) require(key);
      require('region', 'AWS_REGION');
      return { type, settings: { ...given, use_lockfile: given['use_lockfile'] ?? 'true' } };
    case 'http': {
      require('address', 'TF_HTTP_ADDRESS');
      const { address } = given;
      const locks = address === undefined ? {} : { lock_address: address, unlock_address: address };
      return { type, settings: { ...locks, ...given } };
    }
  }
}

/** A URL with a password in it, or a PostgreSQL connection string with one. */
function holdsPassword(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/@]*:[^/@]+@/i.test(value) || /\bpassword\s*=/i.test(value);
}

function refuseCredential(type: BackendType, key: string): OperatorError {
  const variables = credentialVariables[type];
  return new OperatorError({
    kind: 'refused',
    message: `${key} would put a credential into a file and into a command line.`,
    attempted: `move the state to ${type}`,
    hint:
      variables.length === 0
        ? 'This backend needs none.'
        : `Give it in the environment: ${variables.join(', ')}.`,
  });
}

function refuse(message: string): OperatorError {
  return new OperatorError({ kind: 'usage', message, attempted: 'move the state' });
}
