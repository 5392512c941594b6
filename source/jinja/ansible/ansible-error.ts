import { PyError } from '../runtime/errors.ts';

/** What Ansible's filters raise. */
export function ansibleError(message: string): PyError {
  return new PyError('AnsibleFilterError', message);
}

/** What they raise for a value of the wrong type. */
export function ansibleTypeError(message: string): PyError {
  return new PyError('AnsibleFilterTypeError', message);
}
