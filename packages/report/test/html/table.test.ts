import { describe, expect, it } from 'vitest';
import { paneSwitch } from '../../src/html/switch.ts';
import { table } from '../../src/html/table.ts';

const columns = [
  { label: 'Name', cell: (row: { name: string }) => row.name },
  { label: 'Size', kind: 'number' as const, cell: () => '1', sort: () => null },
];

describe('table', () => {
  it('has a caption, scopes, and a region that can be focused to scroll it', () => {
    const { markup } = table({ caption: 'A & B', columns, rows: [{ name: '<i>' }] });
    expect(markup).toContain('<caption>A &amp; B</caption>');
    expect(markup).toContain('role="region" aria-label="A &amp; B" tabindex="0"');
    expect(markup).toContain('<th scope="col">Name</th>');
    expect(markup).toContain('<th scope="row">&lt;i&gt;</th>');
  });

  it('gives a missing sort value an empty key, which sorts last', () => {
    expect(table({ caption: 'c', columns, rows: [{ name: 'a' }] }).markup).toContain(
      '<td class="n" data-key="">',
    );
  });

  it('says in words that there are no rows', () => {
    expect(table({ caption: 'c', columns, rows: [], empty: 'None <yet>.' }).markup).toBe(
      '<p class="muted">None &lt;yet&gt;.</p>',
    );
  });
});

describe('paneSwitch', () => {
  it('is a group of radio buttons with exactly one chosen', () => {
    const panes = ['A', 'B'].map((label) => ({ label, content: label }));
    const { markup } = paneSwitch('scale', 'Scale', panes, 1);
    expect(markup.match(/ checked/g)).toHaveLength(1);
    expect(markup).toContain('value="1" checked');
    expect(markup).toContain('<legend>Scale</legend>');
  });

  it('needs no buttons for a single pane', () => {
    expect(paneSwitch('x', 'X', [{ label: 'A', content: 'alone' }]).markup).toBe('alone');
  });
});
