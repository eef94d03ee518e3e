import type { CompletionNode, ValueKind } from './command-tree.ts';

/** Completion script for zsh: `source <(holdfast completion zsh)`, after `compinit`. */
export function zshCompletion(nodes: readonly CompletionNode[]): string {
  const places = nodes.filter(({ place }) => place !== '').map(({ place }) => `"${place}"`);
  return `#compdef holdfast
# zsh completion of holdfast
_holdfast() {
  local place="" next previous="\${words[CURRENT-1]}" i
  local -a list
  for ((i = 2; i < CURRENT; i++)); do
    next="\${place:+$place }\${words[i]}"
    case "$next" in
      (${places.join('|')}) place="$next" ;;
    esac
  done
  case "$place:$previous" in
${nodes.flatMap(valueCases).join('\n')}
  esac
  case "$place" in
${nodes.map(placeCase).join('\n')}
  esac
}
compdef _holdfast holdfast
`;
}

function valueCases({ place, options }: CompletionNode): string[] {
  return options.flatMap(({ names, value }) =>
    value === null
      ? []
      : [`    (${names.map((name) => `"${place}:${name}"`).join('|')}) ${offer(value)}; return ;;`],
  );
}

function placeCase({ place, subcommands, options, argument }: CompletionNode): string {
  const flags = options.flatMap(({ names, description }) => names.map((name) => entry(name, description)));
  const below = subcommands.map(({ name, description }) => entry(name, description));
  const rest =
    below.length > 0
      ? `list=(${below.join(' ')}); _describe command list`
      : argument === null
        ? ':'
        : offer(argument);
  return `    ("${place}") if [[ "$PREFIX" == -* ]]; then list=(${flags.join(' ')}); _describe option list; else ${rest}; fi ;;`;
}

function offer(value: ValueKind): string {
  if (value === 'file') return '_files';
  if (value === 'folder') return '_files -/';
  if (value === 'snapshot') return `compadd -- \${(f)"$(holdfast completion snapshots 2>/dev/null)"}`;
  return value === 'other' ? ':' : `compadd -- ${value.choices.join(' ')}`;
}

function entry(name: string, description: string): string {
  return `'${name}:${description.replaceAll("'", "'\\''")}'`;
}
