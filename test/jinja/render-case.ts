import { renderString, TemplateError } from '../../source/jinja/index.ts';
import { type Case, mainName, type Outcome } from './oracle.ts';

/** What we make of a case. */
export function renderCase(item: Case): Outcome {
  const { ansible = false, source, variables, ...options } = item;
  try {
    return {
      text: renderString(source, variables ?? {}, { ...options, name: mainName, ansibleFilters: ansible }),
    };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { kind, line, message, template } = error;
    return { error: { kind, message, line, template } };
  }
}

/** Outcomes made comparable: addresses of objects are arbitrary, and Python may name no line. */
export function comparable(outcome: Outcome, other: Outcome): unknown {
  if ('text' in outcome) return { text: hideAddresses(outcome.text) };
  if (!('error' in outcome)) return outcome;
  const { kind, line, message, template } = outcome.error;
  const placeUnknown = ('error' in other && other.error.line === null) || line === null;
  return { kind, message: hideAddresses(message), ...(placeUnknown ? {} : { line, template }) };
}

function hideAddresses(text: string): string {
  return text.replace(/at 0x[0-9a-f]+/gi, '0x…');
}
