import type { CompletionNode, ValueKind } from './command-tree.ts';

/** Completion script for fish: `holdfast completion fish | source`. */
export function fishCompletion(nodes: readonly CompletionNode[]): string {
  const places = nodes.filter(({ place }) => place !== '').map(({ place }) => quote(place));
  return `# fish completion of holdfast
function __holdfast_at
  set -l place ''
  for word in (commandline -opc)[2..]
    set -l next (string trim -- "$place $word")
    contains -- "$next" ${places.join(' ')}; and set place "$next"
  end
  test "$place" = "$argv[1]"
end
complete -c holdfast -f
${nodes.flatMap(lines).join('\n')}
`;
}

function lines({ place, subcommands, options, argument }: CompletionNode): string[] {
  const start = `complete -c holdfast -n ${quote(`__holdfast_at ${quote(place)}`)}`;
  return [
    ...subcommands.map(({ name, description }) => `${start} -a ${name} -d ${quote(description)}`),
    ...options.map(({ names, description, value }) => {
      const flags = names.map((name) =>
        name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
      );
      return `${start} ${flags.join(' ')}${value === null ? '' : ` -x${offer(value)}`} -d ${quote(description)}`;
    }),
    ...(argument === null ? [] : [`${start}${offer(argument)}`].filter((line) => line !== start)),
  ];
}

function offer(value: ValueKind): string {
  if (value === 'file') return ' -a "(__fish_complete_path (commandline -ct))"';
  if (value === 'folder') return ' -a "(__fish_complete_directories (commandline -ct))"';
  if (value === 'snapshot') return ' -a "(holdfast completion snapshots 2>/dev/null)"';
  return value === 'other' ? '' : ` -a ${quote(value.choices.join(' '))}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
