import type { Command } from 'commander';

/** What may follow: what a shell offers for a value. */
export type ValueKind = 'file' | 'folder' | 'snapshot' | 'other' | { readonly choices: readonly string[] };

interface CompletionOption {
  /** `--snapshot`, `-h`. */
  readonly names: readonly string[];
  readonly description: string;
  /** Null for a switch. */
  readonly value: ValueKind | null;
}

/** One command with what may follow it. */
export interface CompletionNode {
  /** Words after the program's name, joined by a space; empty for the program itself. */
  readonly place: string;
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletionOption[];
  /** The first argument; null when there is none. */
  readonly argument: ValueKind | null;
}

/** Every visible command, parents first, as the shells' scripts need it. */
export function completionNodes(program: Command): CompletionNode[] {
  const walk = (command: Command, place: string): CompletionNode[] => {
    const help = command.createHelp();
    const below = help.visibleCommands(command);
    const [argument] = command.registeredArguments;
    return [
      {
        place,
        subcommands: below.map((sub) => ({
          name: sub.name(),
          description: sub.summary() || sub.description(),
        })),
        options: help.visibleOptions(command).map((option) => ({
          names: [option.long, option.short].filter((name) => name !== undefined && name !== null),
          description: option.description,
          value:
            option.required || option.optional
              ? kindOf(/[<[](.*?)(\.\.\.)?[>\]]/.exec(option.flags)?.[1], option)
              : null,
        })),
        argument: argument === undefined ? null : kindOf(argument.name(), argument),
      },
      ...below.flatMap((sub) => walk(sub, place === '' ? sub.name() : `${place} ${sub.name()}`)),
    ];
  };
  return walk(program, '');
}

function kindOf(name: string | undefined, { argChoices }: { argChoices?: string[] | undefined }): ValueKind {
  if (argChoices) return { choices: argChoices };
  if (name === 'snapshot') return 'snapshot';
  if (name === 'folder') return 'folder';
  return name !== undefined && /^(file|files|a|b)$/.test(name) ? 'file' : 'other';
}
