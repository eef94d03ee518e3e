import { isAbsolute, join } from 'node:path';

/**
 * The folder that holds snapshots: `HOLDFAST_HOME`, else `holdfast` in the XDG data folder, else
 * `~/.local/share/holdfast`. A relative `XDG_DATA_HOME` is ignored, as the XDG Base Directory specification asks
 * (https://specifications.freedesktop.org/basedir-spec/latest/).
 *
 * @example
 * dataHome({ XDG_DATA_HOME: '/data' }, '/home/ada'); // '/data/holdfast'
 */
export function dataHome(env: Readonly<Record<string, string | undefined>>, homeDirectory: string): string {
  if (env.HOLDFAST_HOME) return env.HOLDFAST_HOME;
  if (env.XDG_DATA_HOME && isAbsolute(env.XDG_DATA_HOME)) return join(env.XDG_DATA_HOME, 'holdfast');
  return join(homeDirectory, '.local', 'share', 'holdfast');
}
