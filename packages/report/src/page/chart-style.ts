const SERIES = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5'];
const DASHES: Readonly<Record<string, string>> = {
  c1: '7 3',
  c2: '2 3',
  c3: '9 3 2 3',
  c4: '4 4',
  c5: '1 4',
};

const lines = SERIES.map(
  (name) => `.line.${name}{stroke:var(--${name})${DASHES[name] ? `;stroke-dasharray:${DASHES[name]}` : ''}}`,
).join('\n');

/** `c6` to `c11` are the same colours again, told apart by their hatch. */
const areas = SERIES.map(
  (name, i) => `.area.${name},.area.c${i + 6},.fill.${name}{fill:var(--${name})}`,
).join('\n');

/** How charts look: marks take their colour from the theme, so one drawing serves both. */
export const CHART_STYLE = `
figure{margin:0 0 26px;min-width:0;container-type:inline-size}
figure.small{margin-bottom:8px}
figcaption p{color:var(--muted);font-size:.87rem;margin:0 0 6px}
.frame{display:grid;grid-template-columns:52px minmax(0,1fr);position:relative}
.frame svg,.histogram{display:block;overflow:visible}
.frame .plot>svg{overflow:hidden}
.frame text,.histogram text{font-size:12px;fill:var(--muted);font-variant-numeric:tabular-nums}
.histogram text.strong{fill:var(--text);font-weight:600}
.grid{stroke:var(--grid);stroke-width:1}
.grid.zero{stroke:var(--muted)}
.tick{stroke:var(--muted)}
.line{fill:none;stroke-width:1.5;stroke-linejoin:round;vector-effect:non-scaling-stroke}
.line.c0{stroke-width:2}
${lines}
${areas}
.area.other{fill:var(--other)}
.area.cash{fill:var(--cash)}
.hatching{stroke:var(--ground);stroke-width:2.2;opacity:.75}
path.area{stroke:var(--ground);stroke-width:.75;vector-effect:non-scaling-stroke}
.fill{opacity:.16}
.bar{fill:var(--c0)}
.track{fill:var(--grid)}
.sharebar{margin-left:8px;vertical-align:1px}
.marker{stroke:var(--c1);stroke-width:2}
.legend{list-style:none;margin:2px 0 6px;padding:0;display:flex;flex-wrap:wrap;gap:2px 16px;font-size:.87rem}
.legend li{display:flex;align-items:center;gap:6px}
.legend bdi{overflow-wrap:anywhere}
.swatch{flex:none}
.spark{display:block;overflow:visible}
.cross{position:absolute;top:8px;bottom:24px;width:0;border-left:1px solid var(--muted);pointer-events:none}
.readout{position:absolute;top:6px;z-index:2;background:var(--ground);border:1px solid var(--rule);border-radius:4px;padding:6px 10px;font-size:.8rem;pointer-events:none;font-variant-numeric:tabular-nums;max-width:260px;box-shadow:0 2px 10px rgb(0 0 0/.14)}
.readout table{min-width:0;font-size:inherit}
.readout td{border:0;padding:0 0 0 8px;text-align:right}
.readout td:first-child{padding:0;text-align:left}
@container (max-width:560px){.minor{display:none}}
`;
