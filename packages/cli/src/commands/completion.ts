import { Argument, type Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** `holdfast completion SHELL`: the script that teaches a shell the commands, made from the commands themselves. */
export function addCompletion(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .summary('print a script that completes commands in your shell')
    .description(
      'Prints a completion script. bash: source <(holdfast completion bash); zsh: source <(holdfast completion zsh); fish: holdfast completion fish | source. "snapshots" prints the names of the snapshots, which the scripts ask for.',
    )
    .addArgument(new Argument('<shell>', 'what to print').choices(['bash', 'zsh', 'fish', 'snapshots']))
    .option('--json', 'print {"completion"} with the same text')
    .action(async (shell: string, options: { json?: true }) => {
      const text = await completion(shell, program, terminal);
      terminal.stdout.write(options.json ? `${JSON.stringify({ completion: text })}\n` : text);
    });
}

async function completion(shell: string, program: Command, terminal: Terminal): Promise<string> {
  if (shell === 'snapshots') {
    const { namesOfSnapshots } = await import('../snapshot-choice.ts');
    return (await namesOfSnapshots(terminal)).map((name) => `${name}\n`).join('');
  }
  const { completionNodes } = await import('../completion/command-tree.ts');
  const nodes = completionNodes(program);
  if (shell === 'bash') return (await import('../completion/bash.ts')).bashCompletion(nodes);
  if (shell === 'zsh') return (await import('../completion/zsh.ts')).zshCompletion(nodes);
  return (await import('../completion/fish.ts')).fishCompletion(nodes);
}
