import { describe, expect, it } from 'vitest';
import { renderOverview } from '../../src/index.ts';
import { safeHref } from '../../src/page/page.ts';
import { overviewInput } from '../fixtures.ts';

describe('renderOverview', () => {
  it('links every index to its report and gives it a sparkline with a text', () => {
    const input = overviewInput();
    const page = renderOverview(input);
    for (const { href, name } of input.indices) {
      expect(page).toContain(`<a href="${href}"><bdi>${name}</bdi></a>`);
      expect(page).toContain(`aria-label="${name}: 1,000 became `);
    }
    expect(page.match(/data-sortable>/g)).toHaveLength(2);
  });

  it('renders without any index and with an index in cash', () => {
    const input = overviewInput();
    expect(renderOverview({ ...input, indices: [], benchmarks: [] })).toContain('No index has been run yet.');
    const page = renderOverview({ ...input, indices: [{ ...input.indices[0], lastMembers: {} }] });
    expect(page).toContain('all in cash');
  });

  it('warns when indices start on different dates', () => {
    const input = overviewInput();
    const [first, second] = input.indices;
    const later = { ...second, dates: Array.from(second.dates, (day) => day + 30) };
    expect(renderOverview(input)).not.toContain('Compare only those');
    expect(renderOverview({ ...input, indices: [first, later] })).toContain(
      'Compare only those with the same start',
    );
  });

  it('escapes names, members and descriptions', () => {
    const input = overviewInput();
    const nasty = '<script>"';
    const page = renderOverview({
      ...input,
      indices: [
        { ...input.indices[0], name: nasty, description: nasty, href: nasty, lastMembers: { [nasty]: 1 } },
      ],
      names: new Map([[nasty, { symbol: nasty, name: nasty }]]),
    });
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toContain('&lt;script&gt;&quot;');
  });
});

describe('safeHref', () => {
  it.each(['top-20.html', '../index.html', 'reports/a.html#members', './'])('keeps %s', (href) => {
    expect(safeHref(href)).toBe(href);
  });

  it.each([
    'javascript:alert(1)',
    'https://example.com',
    '//example.com',
    '/etc',
    '\\\\host',
    'a b',
    '',
    ' javascript:1',
    'data:text/html,x',
    'a//b',
  ])('refuses %j', (href) => {
    expect(safeHref(href)).toBe('#');
  });
});
