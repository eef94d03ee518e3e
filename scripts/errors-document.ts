type Catalogue = Readonly<Record<string, { readonly class: 'user' | 'internal'; readonly meaning: string }>>;

/**
 * docs/errors.md: the catalogue as tables, one for each area. The areas are the comments between the entries in the
 * catalogue's `source`, so that a code is filed where it is written.
 *
 * @throws Error when an entry of the catalogue has no area or the source does not name it
 */
export function errorsDocument(catalogue: Catalogue, source: string): string {
  const areas = new Map<string, string[]>();
  for (const [, area, code] of source.matchAll(/^ {2}(?:\/\/ (.+)|([A-Z][A-Z0-9_]*):.*)$/gm)) {
    if (area !== undefined) areas.set(area, []);
    else [...areas.values()].at(-1)?.push(code);
  }
  const filed = [...areas.values()].flat().sort().join();
  if (filed !== Object.keys(catalogue).sort().join()) {
    throw new Error(
      'Every code of the error catalogue must stand on its own line below a "// area" comment.',
    );
  }
  const tables = [...areas].map(([area, codes]) => {
    const rows = codes.map((code) => {
      const entry = catalogue[code];
      const [status, who] = entry.class === 'user' ? [2, 'you'] : [1, 'Holdfast'];
      return `| \`${code}\` | ${who} | ${status} | ${entry.meaning.replaceAll('|', '\\|')} |`;
    });
    const title = area[0].toUpperCase() + area.slice(1);
    return `## ${title}\n\n| code | to be mended by | exit status | meaning |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Errors

<!-- Made by scripts/generate.ts from packages/errors/src/catalogue.ts. Change that file, not this one. -->

Every error that Holdfast raises on purpose has a code that never changes its meaning, a message that says what
happened and what to do, and the facts it is about. Programs read them with \`--json\`. What you can mend by changing
your input ends the command with exit status 2; everything else ends it with 1 and is worth a report.

${tables.join('\n')}`;
}
