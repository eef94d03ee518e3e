/** A sample of Prometheus' text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const VALUE = String.raw`[-+]?(?:[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?|Inf|NaN)`;

/**
 * Reads Prometheus' text format 0.0.4, strictly: each family has HELP and TYPE before its samples and stands together, no series
 * is there twice, buckets don't fall.
 *
 * @throws Error with the line
 */
export function readExposition(text: string): Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const samples: Sample[] = [];
  const families = new Map<string, string>();
  const seen = new Set<string>();
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const help = new RegExp(`^# HELP (${NAME}) \\S.*$`).exec(line);
    const type = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram)$`).exec(line);
    if (help) {
      if (families.has(help[1])) throw new Error(`twice: ${line}`);
      family = help[1];
      continue;
    }
    if (type) {
      if (type[1] !== family) throw new Error(`out of place: ${line}`);
      families.set(family, type[2]);
      continue;
    }
    const sample = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (${VALUE})$`).exec(line);
    if (!sample) throw new Error(`no sample: ${line}`);
    const [, name, inside = '', value] = sample;
    const base = families.get(family) === 'histogram' ? name.replace(/_(bucket|sum|count)$/, '') : name;
    if (base !== family) throw new Error(`of another family: ${line}`);
    const labels: Record<string, string> = {};
    for (const [, label, content] of inside.matchAll(
      /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/g,
    )) {
      if (Object.hasOwn(labels, label)) throw new Error(`a label twice: ${line}`);
      labels[label] = content;
    }
    const written = Object.entries(labels)
      .map(([label, content]) => `${label}="${content}"`)
      .join(',');
    if (written !== inside) throw new Error(`labels: ${line}`);
    if (seen.has(`${name}{${inside}}`)) throw new Error(`a series twice: ${line}`);
    seen.add(`${name}{${inside}}`);
    samples.push({ name, labels, value: Number(value.replace('Inf', 'Infinity')) });
  }
  return samples;
}
