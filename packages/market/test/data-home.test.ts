import { expect, it } from 'vitest';
import { dataHome } from '../src/data-home.ts';

it.each([
  [{ HOLDFAST_HOME: '/h', XDG_DATA_HOME: '/x' }, '/h'],
  [{ HOLDFAST_HOME: 'relative', XDG_DATA_HOME: '/x' }, 'relative'],
  [{ HOLDFAST_HOME: '', XDG_DATA_HOME: '/x' }, '/x/holdfast'],
  [{ XDG_DATA_HOME: '/x' }, '/x/holdfast'],
  [{ XDG_DATA_HOME: 'relative' }, '/home/ada/.local/share/holdfast'],
  [{ XDG_DATA_HOME: '' }, '/home/ada/.local/share/holdfast'],
  [{}, '/home/ada/.local/share/holdfast'],
])('keeps data for %j in %s', (env, expected) => {
  expect(dataHome(env, '/home/ada')).toBe(expected);
});
