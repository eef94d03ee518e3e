import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSync } from 'oxc-parser';

/**
 * What each package may import of the others; it must also name it in its own package.json. Arrows point one way: pure
 * packages at the bottom, what people touch at the top. The gateway holds the keys to people's money, so what runs in
 * it is kept small. A new package takes its place here first. A second entry of a package, such as `vault/providers`,
 * is named by itself: the gateway may import the vault, but not the native code behind its providers.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  decimal: [],
  document: ['errors'],
  engine: ['errors', 'document'],
  market: ['errors', 'engine'],
  vault: ['errors'],
  database: ['errors'],
  gateway: ['errors', 'decimal', 'document', 'vault', 'database'],
  trader: ['errors', 'decimal', 'document'],
  paper: ['document', 'engine'],
  report: ['errors', 'engine', 'market'],
  cli: [
    'errors',
    'decimal',
    'engine',
    'market',
    'report',
    'paper',
    'trader',
    'vault',
    'vault/providers',
    'database',
    'database/embedded',
    'gateway',
  ],
};
/** Pure packages and folders: no files, no network, no clock of Node's. */
const WITHOUT_BUILTINS = [
  'errors',
  'decimal',
  'document',
  'engine',
  'trader/src/planner',
  'trader/src/lots',
  'trader/src/tracking',
];
const SCOPE = '@holdfast/';

interface Import {
  readonly specifier: string;
  readonly line: number;
}

/**
 * Every import in packages/<name>/src that goes against the grain, as `file:line: reason`.
 *
 * @example
 * findViolations('/repository'); // ['packages/engine/src/a.ts:1: "@holdfast/market" is not below engine', …]
 */
export function findViolations(root: string): string[] {
  const packages = join(root, 'packages');
  return readdirSync(packages).flatMap((name) => {
    const source = join(packages, name, 'src');
    if (!existsSync(source)) return [];
    if (!Object.hasOwn(MAY_IMPORT, name)) return [`packages/${name}: not in scripts/check-dependencies.ts`];
    const manifest = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));
    const declared = new Set(Object.keys(manifest.dependencies ?? {}));
    return readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.[cm]?[jt]sx?$/.test(file))
      .map((file) => join(source, file))
      .flatMap((file) =>
        importsOf(file, readFileSync(file, 'utf8')).flatMap(({ specifier, line }) => {
          const reason = judge(specifier, file, name, join(packages, name), declared);
          return reason === null ? [] : [`${relative(root, file)}:${line}: "${specifier}" ${reason}`];
        }),
      );
  });
}

function judge(
  specifier: string,
  file: string,
  name: string,
  folder: string,
  declared: ReadonlySet<string>,
): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('/') || specifier.startsWith('file:')) {
    const inside = specifier.startsWith('.') && resolve(dirname(file), specifier).startsWith(folder + sep);
    return inside ? null : 'leaves the package';
  }
  const builtin = specifier.startsWith('node:') || builtinModules.includes(specifier.split('/')[0]);
  if (builtin) {
    const inside = relative(dirname(folder), file).replaceAll('\\', '/');
    const pure = WITHOUT_BUILTINS.find((path) => inside.startsWith(`${path}/`));
    return pure === undefined ? null : `is Node's, and ${pure} does no I/O`;
  }
  if (specifier.startsWith(SCOPE)) {
    const [target, ...deeper] = specifier.slice(SCOPE.length).split('/');
    const entry = [target, ...deeper].join('/');
    const named = Object.values(MAY_IMPORT).some((entries) => entries.includes(entry));
    if (deeper.length > 0 && !named) return "reaches past the package's index";
    if (!MAY_IMPORT[name].includes(entry)) return `is not below ${name}`;
  }
  const parts = specifier.split('/');
  const dependency = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
  return declared.has(dependency) ? null : `is not in dependencies of packages/${name}/package.json`;
}

/** Static imports (types too), re-exports and dynamic imports with a plain string. */
function importsOf(file: string, text: string): Import[] {
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const at = (specifier: string, start: number): Import => ({
    specifier,
    line: text.slice(0, start).split('\n').length,
  });
  return [
    ...module.staticImports.map((found) => at(found.moduleRequest.value, found.start)),
    ...module.staticExports.flatMap((found) =>
      found.entries.flatMap(({ moduleRequest }) =>
        moduleRequest === null ? [] : [at(moduleRequest.value, found.start)],
      ),
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest, start }) => {
      const literal = /^(['"`])(.*)\1$/s.exec(text.slice(moduleRequest.start, moduleRequest.end));
      return literal ? [at(literal[2], start)] : [];
    }),
  ];
}

if (import.meta.main) {
  const root = process.argv[2] ?? dirname(import.meta.dirname);
  const violations = findViolations(root);
  for (const violation of violations) console.log(violation);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
