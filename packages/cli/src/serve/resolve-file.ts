import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** What a request path means in a served folder. */
export type Resolved =
  | { readonly kind: 'file'; readonly path: string; readonly size: number }
  /** A folder without the slash at its end, without which its relative links would be wrong. */
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'bad-request' }
  | { readonly kind: 'not-found' };

const NOT_FOUND: Resolved = { kind: 'not-found' };

/**
 * Finds the file a request target names. Nothing outside the folder is ever a result: not by `..`, encoded or not, not
 * by an absolute path, not by a link that leads out; nor are hidden files.
 *
 * @param root real path of the folder
 * @param target the request target as it came over the wire, such as `/top-20.html?x=1`
 */
export async function resolveFile(root: string, target: string): Promise<Resolved> {
  const path = target.split(/[?#]/, 1)[0];
  const segments = decode(path);
  if (segments === null) return { kind: 'bad-request' };
  if (segments.some((segment) => segment.startsWith('.'))) return NOT_FOUND;
  const named = join(root, ...segments);
  const found = await examine(root, named);
  if (found === null) return NOT_FOUND;
  if (!found.isDirectory) return path.endsWith('/') ? NOT_FOUND : { kind: 'file', ...found };
  // "//host/" would lead to another host.
  if (!path.endsWith('/'))
    return { kind: 'redirect', location: `/${segments.map(encodeURIComponent).join('/')}/` };
  const index = await examine(root, join(named, 'index.html'));
  return index === null || index.isDirectory ? NOT_FOUND : { kind: 'file', ...index };
}

/** Path segments, or null when the target is no path that a browser would send. */
function decode(path: string): string[] | null {
  if (!path.startsWith('/')) return null;
  try {
    const segments = path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
    return segments.some((segment) => /[/\\\0]/.test(segment)) ? null : segments;
  } catch {
    // A malformed percent escape.
    return null;
  }
}

async function examine(
  root: string,
  named: string,
): Promise<{ path: string; size: number; isDirectory: boolean } | null> {
  try {
    const path = await realpath(named);
    if (path !== root && !path.startsWith(root.endsWith(sep) ? root : root + sep)) return null;
    const found = await stat(path);
    if (!found.isFile() && !found.isDirectory()) return null;
    return { path, size: found.size, isDirectory: found.isDirectory() };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== undefined && ['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG'].includes(code))
      return null;
    throw error;
  }
}
