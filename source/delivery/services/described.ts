import { quoteWord } from '../../remote/shell-words.ts';
import type { Activation, DescribedService, Validator } from '../described.ts';
import type { MountedContainer } from '../host-delivery.ts';
import { containerFunctions, containerScript } from './container.ts';
import { idle, type ServiceScript, type ServiceWork } from './service-script.ts';

/** Where a described service's files stand on one host. */
export interface DescribedPlace {
  /** Absolute, with the layout's root. */
  readonly folder: string;
  /** The whole folder belongs to the program; otherwise only what we put there does. */
  readonly whole: boolean;
  /** Containers that mount files of the folder, their sources with the layout's root. */
  readonly containers: readonly MountedContainer[];
}

/** A service that is described by data: staged files are read by its own program, in place or in its container. */
export function describedScript(
  service: DescribedService,
  work: ServiceWork,
  index: number,
  place: DescribedPlace,
): ServiceScript {
  const { validators, activation, confirm, revert } = service;
  if (
    activation.kind === 'container' &&
    validators.length === 0 &&
    confirm === undefined &&
    revert === undefined
  )
    return containerScript(activation.name, index);
  const validations = validators.map((validator) => validateLines(validator, work, place));
  return {
    functions: `
validate_${index}() {
  folder=${quoteWord(place.folder)} tree=$R/candidate/service-${index} whole=${place.whole ? 'yes' : 'no'} strict=${service.folder.startsWith('~/') ? 'no' : 'yes'}
${validators.length === 0 ? '  return 0' : `  copy_candidate || return 1\n${validations.join('')}  return 0`}
}
before_${index}() {
${beforeLines(activation, index)}
}
activate_${index}() {
${revert === undefined ? '' : `  [ -z "$reverting" ] || { timeout 120 sh -c ${quoteWord(revert)} 2>&1; return; }\n`}${activateLines(activation, index)}
}
verify_${index}() {
${verifyLines(activation, index)}${
  confirm === undefined
    ? ''
    : `  [ -n "$reverting" ] || said=$(timeout 30 sh -c ${quoteWord(confirm)} 2>&1) || { echo ${quoteWord(`${service.id.name} is not confirmed:`)} "$said"; return 1; }\n`
}  return 0
}
${idle(index, ['leave', 'confirm'])}`,
  };
}

/** Runs one validator over each of its files; what cannot be asked is told as a note. */
function validateLines(
  validator: Validator,
  work: ServiceWork,
  { containers, folder }: DescribedPlace,
): string {
  const { tool, file, command, inContainer } = validator;
  const script = command.replaceAll('{file}', '"$1"').replaceAll('{folder}', '"$2"');
  const words = inContainer?.split(' ') ?? [];
  const [program = '', ...rest] = words;
  const inside = containers.flatMap(({ name, mounts }) => {
    const relevant = mounts.filter(({ source }) => source === folder || source.startsWith(`${folder}/`));
    if (inContainer === undefined || relevant.length === 0) return [];
    const volumes = relevant.map(({ source, target }) => {
      const below = source.slice(folder.length);
      return `-v "$tree"${quoteWord(`${below}:${target}:ro`)}`;
    });
    const targets = relevant.map(({ source, target }) => `${quoteWord(source)} ${quoteWord(target)}`);
    return [
      `    inner=$(path_inside "$folder/$name" ${targets.join(' ')}) && container_reads ${quoteWord(name)} ${quoteWord(program)} "${rest.map((word) => (word === '{file}' ? '$inner' : word)).join(' ')}" ${volumes.join(' ')}\n` +
        `    case $? in 0) continue ;; 1) return 1 ;; esac\n`,
    ];
  });
  const needsTool =
    tool === undefined
      ? ''
      : `    command -v ${quoteWord(tool)} >/dev/null || { echo "note: ${tool} is not on the host: $name was not validated"; continue; }\n`;
  if (file === undefined) {
    const paths = [...work.added, ...work.changed].map(quoteWord).join(' ');
    return `  for path in ${paths}; do
    name=\${path#"$folder"/} staged=$tree/\${path#"$folder"/}
    [ ! -f "$staged" ] || read_strictly ${quoteWord(script)} || return 1
  done
`;
  }
  return `  for staged in "$tree"/${file}; do
    [ -f "$staged" ] || continue
    name=\${staged#"$tree"/}
${inside.join('')}${needsTool}    reads_staged ${quoteWord(script)} ${quoteWord(tool ?? 'check')} || return 1
  done
`;
}

function beforeLines(activation: Activation, index: number): string {
  switch (activation.kind) {
    case 'reload':
    case 'restart':
      return `  ! systemctl is-active --quiet ${quoteWord(activation.unit)} || : >"$R/unit-${index}.running"`;
    case 'container':
      return `  container_before ${quoteWord(activation.name)}`;
    default:
      return '  :';
  }
}

function activateLines(activation: Activation, index: number): string {
  switch (activation.kind) {
    case 'none':
      return '  :';
    case 'reload':
    case 'restart':
      return `  activate_unit ${activation.kind} ${quoteWord(activation.unit)} "$R/unit-${index}.running"`;
    case 'container':
      return `  container_restart ${quoteWord(activation.name)}`;
    case 'run':
      return `  timeout 120 sh -c ${quoteWord(activation.command)} 2>&1`;
  }
}

function verifyLines(activation: Activation, index: number): string {
  switch (activation.kind) {
    case 'reload':
    case 'restart': {
      const unit = quoteWord(activation.unit);
      return `  [ ! -e "$R/unit-${index}.running" ] || systemctl is-active --quiet ${unit} || { echo ${unit} 'was running and is not'; return 1; }\n`;
    }
    case 'container':
      return `  container_verify ${quoteWord(activation.name)} || return 1\n`;
    default:
      return '';
  }
}

/** What all described services share. */
export const describedFunctions = `${containerFunctions}
copy_candidate() {
  rm -rf -- "$tree" && mkdir -p -- "$tree" || return 1
  { [ "$whole" = yes ] && [ -d "$folder" ] && [ "$(du -sk -- "$folder" | cut -f 1)" -lt 20000 ]; } || whole=no
  if [ "$whole" = yes ]; then
    cp -a -- "$folder/." "$tree/" || return 1
  elif [ -e "$S/manifest" ]; then
    while read -r sha mode owner group path; do
      case $path in "$folder"/*) [ ! -f "$path" ] || stage_one "$path" "$path" || return 1 ;; esac
    done <"$S/manifest"
  fi
  while read -r action sha mode owner group expected path; do
    case $action:$path in
      put:"$folder"/*) stage_one "$S/objects/$sha" "$path" || return 1 ;;
      del:"$folder"/*) rm -f -- "$tree/\${path#"$folder"/}" ;;
    esac
  done <"$R/ops"
  # A container reads them as another user; the release folder above is root's alone.
  chmod -R a+rX -- "$tree"
}
stage_one() {
  below=\${2#"$folder"/}
  case $below in */*) mkdir -p -- "$tree/\${below%/*}" || return 1 ;; esac
  cp -- "$1" "$tree/$below"
}
run_reader() { timeout 60 sh -c "$1" sh "$2" "$3" 2>&1; }
read_strictly() {
  if [ "$whole" = yes ] && unshare -m true 2>/dev/null; then
    unshare -m sh -c 'mount --bind "$1" "$2" && exec timeout 60 sh -c "$3" sh "$4" "$2"' sh "$tree" "$folder" "$1" "$folder/$name" 2>&1
  else
    said=$(run_reader "$1" "$staged" "$tree"); code=$?
    [ -z "$said" ] || printf '%s\\n' "$said" | sed "s#$tree#$folder#g"
    return "$code"
  fi
}
reads_staged() {
  [ "$strict" = no ] || { read_strictly "$1"; return; }
  said=$(run_reader "$1" "$staged" "$tree") && return 0
  said=$(printf '%s\\n' "$said" | sed "s#$tree#$folder#g")
  # The host's program is not the container's: what it refuses of the files that work today says nothing.
  if [ -f "$folder/$name" ] && run_reader "$1" "$folder/$name" "$folder" >/dev/null; then
    printf '%s\\n' "$said"
    return 1
  fi
  echo "note: the host's $2 does not take $name, and did not before: $(printf '%s' "$said" | tail -n 1 | cut -c 1-200)"
}
path_inside() {
  wanted=$1
  shift
  while [ $# -gt 1 ]; do
    case $wanted in
      "$1") printf '%s' "$2"; return 0 ;;
      "$1"/*) printf '%s' "$2/\${wanted#"$1"/}"; return 0 ;;
    esac
    shift 2
  done
  return 2
}
activate_unit() {
  if systemctl is-active --quiet "$2"; then
    [ "$1" = restart ] || { said=$(timeout 60 systemctl reload "$2" 2>&1) && return 0; case $said in *'not applicable'*) ;; *) printf '%s\\n' "$said"; return 1 ;; esac; }
    timeout 120 systemctl restart "$2" 2>&1
  elif systemctl is-failed --quiet "$2" || [ -e "$3" ]; then
    timeout 120 systemctl restart "$2" 2>&1
  else
    echo "$2 is not running: files are in place, nothing was activated"
  fi
}
`;
