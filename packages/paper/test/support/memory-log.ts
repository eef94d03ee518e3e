import type { CommandLog } from '../../src/host/command-log.ts';

/** A log that lasts as long as the object: what another host opens is what was written before. */
export class MemoryLog implements CommandLog {
  readonly commands: string[] = [];
  /** Makes the next writes fail. */
  broken = false;
  /** While it is set, writing takes until it is over. */
  pause: Promise<void> | null = null;

  async *read(): AsyncGenerator<string> {
    yield* this.commands;
  }

  async append(first: number, commands: readonly string[]): Promise<void> {
    await this.pause;
    if (this.broken) throw new Error('the disk is full');
    if (first !== this.commands.length) throw new Error('a command is missing');
    this.commands.push(...commands);
  }
}
