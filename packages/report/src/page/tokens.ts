/**
 * Colours of both themes. Pairs of text and ground reach a contrast of 4.5, lines and marks 3; the colours of series
 * differ in lightness as well as hue, and lines in their dashes, for people who see fewer hues.
 */
const LIGHT: Readonly<Record<string, string>> = {
  ground: '#fcfcfa',
  raised: '#f3f3ef',
  text: '#1b1f24',
  muted: '#565e67',
  rule: '#dfdfd9',
  grid: '#e6e6e1',
  link: '#0b5aa6',
  focus: '#0b5aa6',
  gain: '#0b5aa6',
  loss: '#a8440a',
  warn: '#8a4b00',
  'warn-ground': '#fdf1dc',
  'warn-rule': '#d99a2b',
  c0: '#0b62b0',
  c1: '#cf5c0d',
  c2: '#0a7f63',
  c3: '#8a4bb0',
  c4: '#b38600',
  c5: '#3f97cc',
  other: '#8a9199',
  cash: '#d5d8d2',
  'h-5': '#b04f08',
  'h-4': '#dc8a3c',
  'h-3': '#eab074',
  'h-2': '#f3cfa6',
  'h-1': '#f9e8d4',
  h0: '#f0f0ec',
  h1: '#dceaf6',
  h2: '#b8d5ee',
  h3: '#8abbe2',
  h4: '#559bd2',
  h5: '#1a5fa3',
  q0: '#f0f5fa',
  q1: '#dce9f5',
  q2: '#c3daee',
  q3: '#a5cae7',
  q4: '#83b6df',
  q5: '#629fd4',
  q6: '#2f70ab',
  q7: '#1c5a96',
  q8: '#0c4379',
  'on-light': '#1b1f24',
  'on-strong': '#ffffff',
};

const DARK: Readonly<Record<string, string>> = {
  ground: '#14171a',
  raised: '#1c2126',
  text: '#e5e8eb',
  muted: '#a3acb5',
  rule: '#2e353b',
  grid: '#272d33',
  link: '#7dbcf5',
  focus: '#8cc6fa',
  gain: '#7dbcf5',
  loss: '#f0a063',
  warn: '#f3c679',
  'warn-ground': '#2c2416',
  'warn-rule': '#a87720',
  c0: '#5aabf2',
  c1: '#f28f50',
  c2: '#3dbd99',
  c3: '#c08ade',
  c4: '#e0bb48',
  c5: '#a3d8f5',
  other: '#767f88',
  cash: '#3a434b',
  'h-5': '#e39150',
  'h-4': '#94521f',
  'h-3': '#70411d',
  'h-2': '#513420',
  'h-1': '#372b23',
  h0: '#22272c',
  h1: '#20303f',
  h2: '#224059',
  h3: '#25527a',
  h4: '#2a67a0',
  h5: '#73b4f0',
  q0: '#1d242b',
  q1: '#1f3040',
  q2: '#213d56',
  q3: '#244b6d',
  q4: '#285b87',
  q5: '#2d6a9e',
  q6: '#629fd4',
  q7: '#8abde8',
  q8: '#b8dbf8',
  'on-light': '#e5e8eb',
  'on-strong': '#14171a',
};

const declarations = (colours: Readonly<Record<string, string>>): string =>
  Object.entries(colours)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');

/** Light unless the system or the page's button says dark; printed always light. */
export const TOKENS = `
:root{color-scheme:light;${declarations(LIGHT)}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${declarations(DARK)}}}
@media screen{:root[data-theme=dark]{color-scheme:dark;${declarations(DARK)}}}
`;

/** Grounds of heat maps; the two ends carry the other colour of text. */
export const HEAT_STEPS = `
${Object.keys(LIGHT)
  .filter((name) => /^[hq]-?\d$/.test(name))
  .map((name) => `.${name}{background:var(--${name});color:var(--on-light)}`)
  .join('\n')}
.h-5,.h5,.q6,.q7,.q8{color:var(--on-strong)}
`;
