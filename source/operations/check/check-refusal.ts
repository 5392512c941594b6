import { formatPlace, type Problem } from '../../basics/problem.ts';
import { sanitizeLine } from '../../basics/sanitize.ts';
import type { Finding, FindingPlace } from '../../checks/finding.ts';

const mostNamed = 5;

/** Why nothing was sent: what the checks found, with both ends of it. */
export function describeRefusal(errors: readonly Finding[]): Problem {
  const count = errors.length === 1 ? 'an error' : `${errors.length} errors`;
  const named = errors.slice(0, mostNamed).map(describeError);
  const rest = errors.length > mostNamed ? [`and ${errors.length - mostNamed} more`] : [];
  const [first] = errors;
  const template = first?.places[0]?.template;
  return {
    kind: 'checks-refused',
    message: `Nothing was changed: the checks of both ends found ${count}.`,
    ...(template === undefined ? {} : { place: template }),
    answer: [...named, ...rest].join('\n'),
    hint: 'mend it, or say in peerdeck.yml that it is meant so; --no-check --why TEXT passes it over once',
  };
}

/** The same where nothing was to be changed: what a sync would say. */
export function describeStandingErrors(errors: readonly Finding[]): Problem {
  const count = errors.length === 1 ? 'an error' : `${errors.length} errors`;
  return {
    kind: 'checks-refused',
    message: `The checks of both ends found ${count}: a sync would refuse this.`,
    hint: 'each is told above with its places, and with how to say that it is meant so',
  };
}

function describeError({ message, places, check }: Finding): string {
  const where = places.map(describeEnd).join(' and ');
  return sanitizeLine(`${message} [${check}]${where === '' ? '' : `: ${where}`}`);
}

function describeEnd({ host, file, line, template }: FindingPlace): string {
  return `${host}: ${file}:${line}${template === undefined ? '' : ` (${formatPlace(template)})`}`;
}
