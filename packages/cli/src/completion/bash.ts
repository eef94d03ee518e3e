import type { CompletionNode, ValueKind } from './command-tree.ts';

/** Completion script for bash 3.2 and later: `source <(holdfast completion bash)`. */
export function bashCompletion(nodes: readonly CompletionNode[]): string {
  const places = nodes.filter(({ place }) => place !== '').map(({ place }) => `"${place}"`);
  return `# bash completion of holdfast
_holdfast() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" place="" next i
  for ((i = 1; i < COMP_CWORD; i++)); do
    next="\${place:+$place }\${COMP_WORDS[i]}"
    case "$next" in
      ${places.join('|')}) place="$next" ;;
    esac
  done
  COMPREPLY=()
  case "$place:$previous" in
${nodes.flatMap(valueCases).join('\n')}
  esac
  case "$place" in
${nodes.map(placeCase).join('\n')}
  esac
}
complete -o default -F _holdfast holdfast
`;
}

function valueCases({ place, options }: CompletionNode): string[] {
  return options.flatMap(({ names, value }) =>
    value === null
      ? []
      : [`    ${names.map((name) => `"${place}:${name}"`).join('|')}) ${reply(value) ?? ':'}; return ;;`],
  );
}

function placeCase({ place, subcommands, options, argument }: CompletionNode): string {
  const flags = options.flatMap(({ names }) => names).join(' ');
  const rest =
    subcommands.length > 0
      ? words(subcommands.map(({ name }) => name).join(' '))
      : argument === null
        ? ':'
        : (reply(argument) ?? ':');
  return `    "${place}") if [[ "$current" == -* ]]; then ${words(flags)}; else ${rest}; fi ;;`;
}

/** Null: an empty reply, for which bash itself offers files. */
function reply(value: ValueKind): string | null {
  if (value === 'snapshot') return words('$(holdfast completion snapshots 2>/dev/null)');
  if (value === 'folder') return 'COMPREPLY=( $(compgen -d -- "$current") )';
  return typeof value === 'object' ? words(value.choices.join(' ')) : null;
}

function words(list: string): string {
  return `COMPREPLY=( $(compgen -W "${list}" -- "$current") )`;
}
