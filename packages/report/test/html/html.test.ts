import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html, join } from '../../src/html/html.ts';

describe('escapeHtml', () => {
  it('leaves no character that could start markup or end an attribute', () => {
    expect(escapeHtml(`<script>alert('x')</script> & "y"`)).toBe(
      '&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']/);
      }),
    );
  });

  it('escapes what is already escaped once more, so that text is never read as markup', () => {
    expect(escapeHtml('&lt;')).toBe('&amp;lt;');
  });

  it('replaces control characters and lone surrogates, which HTML forbids', () => {
    expect(escapeHtml('a\u0000b\u001bc\u007fd\ud800e')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde');
    expect(escapeHtml('line\n\ttab')).toBe('line\n\ttab');
  });
});

describe('html', () => {
  it('escapes texts, keeps markup of its own, joins lists and drops what is nothing', () => {
    const inner = html`<b>${'<'}</b>`;
    expect(html`<p title="${'"'}">${inner}${['&', 1, [inner]]}${null}${undefined}${false}</p>`.markup).toBe(
      '<p title="&quot;"><b>&lt;</b>&amp;1<b>&lt;</b></p>',
    );
  });

  it('shows zero, which is not nothing', () => {
    expect(html`${0}`.markup).toBe('0');
    expect(join([0, '<']).markup).toBe('0&lt;');
  });

  it('does not take an object that looks like markup for markup', () => {
    const fake = { markup: '<script>' } as unknown as string;
    expect(() => html`${fake}`.markup).toThrow();
  });
});
