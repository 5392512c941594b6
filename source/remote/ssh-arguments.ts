import { OperatorError, type Place } from '../basics/problem.ts';
import { splitWords } from './shell-words.ts';
import { parseSshConfigLine, type SshConfigLine } from './ssh-config-file.ts';

/** What options of `ssh` say, in a form that joins the configuration files. */
export interface SshArguments {
  readonly options: readonly SshConfigLine[];
  /** The file that `-F` names. */
  readonly configFile?: string;
}

/** Options of `ssh` that say what an `ssh_config` keyword says too. */
const keywords: Readonly<Record<string, string>> = {
  J: 'ProxyJump',
  p: 'Port',
  i: 'IdentityFile',
  l: 'User',
  b: 'BindAddress',
};

/** Options that take a value and mean nothing to us. */
const ignored = 'BcDEeILmOQRSWw';

/**
 * Reads what stands in `ansible_ssh_common_args`: `-o Key=Value`, `-J`, `-p`, `-i`, `-l`, `-F`, `-4`, `-6`; other
 * options of `ssh` have no meaning here and are left out. Throws OperatorError on a quote left open.
 */
export function parseSshArguments(text: string, place: Place): SshArguments {
  const { words, unfinished } = splitWords(text);
  if (unfinished) throw badArguments(text, 'a quote is left open', place);
  const options: SshConfigLine[] = [];
  let configFile: string | undefined;
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!/^-[A-Za-z0-9]/.test(word)) throw badArguments(text, `"${word}" is not an option`, place);
    for (let at = 1; at < word.length; at += 1) {
      const letter = word.charAt(at);
      if (letter === '4') options.push(setting('AddressFamily', 'inet', text, place));
      else if (letter === '6') options.push(setting('AddressFamily', 'inet6', text, place));
      if (letter !== 'o' && letter !== 'F' && keywords[letter] === undefined && !ignored.includes(letter))
        continue;
      const value = word.length > at + 1 ? word.slice(at + 1) : rest.shift();
      if (value === undefined) throw badArguments(text, `-${letter} needs a value`, place);
      if (letter === 'F') configFile = value;
      else if (letter === 'o') options.push(optionOf(value, text, place));
      const keyword = keywords[letter];
      if (keyword !== undefined) options.push(setting(keyword, value, text, place));
      break;
    }
  }
  return configFile === undefined ? { options } : { options, configFile };
}

function optionOf(option: string, text: string, place: Place): SshConfigLine {
  const line = parseSshConfigLine(option, place);
  if (line === undefined || line === 'fault') throw badArguments(text, `-o ${option} cannot be read`, place);
  return line;
}

/** One setting as a line of `ssh_config`. */
export function setting(keyword: string, value: string, text: string, place: Place): SshConfigLine {
  if (value === '') throw badArguments(text, `${keyword} is empty`, place);
  return { keyword: keyword.toLowerCase(), values: [value], text: value, place };
}

function badArguments(text: string, why: string, place: Place): OperatorError {
  return new OperatorError({
    kind: 'ssh-arguments-invalid',
    message: `the SSH arguments cannot be read: ${why}`,
    place,
    answer: text,
    hint: 'mend ansible_ssh_common_args; it holds options as they are typed after `ssh`',
  });
}
