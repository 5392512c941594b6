import type { ErrorCode, YAMLError } from 'yaml';

const plainWords: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: 'a tab is used as indentation; YAML takes spaces only',
  BAD_INDENT: 'the indentation does not fit the lines above',
  MULTILINE_IMPLICIT_KEY: 'a key goes over more than one line; is a colon or a quote missing?',
  BLOCK_AS_IMPLICIT_KEY:
    'a second "key: value" stands in one line; quote the value if the colon belongs to it',
  BLOCK_IN_FLOW: 'a block value stands inside [ ] or { }',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MULTIPLE_ANCHORS: 'a value has two anchors',
  MULTIPLE_TAGS: 'a value has two tags',
  RESOURCE_EXHAUSTION: 'values nest too deeply',
};

/** What a YAML parser's complaint means, in plain words. */
export function explainYamlError(error: YAMLError): string {
  const words = plainWords[error.code];
  if (words !== undefined) return words;
  const message = error.message.replace(/\s+/g, ' ').slice(0, 300);
  return message.charAt(0).toLowerCase() + message.slice(1);
}
