import { describe, expect, it } from 'vitest';
import { renderQuality } from '../../src/index.ts';
import { qualityInput, reportInput } from '../fixtures.ts';

const { snapshot } = reportInput();

describe('renderQuality', () => {
  it('names the checks that may change results, and shows examples', () => {
    const quality = qualityInput();
    if (!quality) throw new Error('the fixture has a quality report');
    const page = renderQuality({ snapshot, quality });
    expect(page).toContain('one found something that may change results: jumps beyond 10× in a day.');
    expect(page).toContain('safemoon-2 on 2021-12-29: × 940');
    expect(page).toContain('Survivor bias.');
  });

  it('says that nothing was found, or that nothing ran', () => {
    const ok = { title: 'Gaps', meaning: 'm', count: 0, state: 'ok' as const, examples: [] };
    expect(renderQuality({ snapshot, quality: { checks: [ok], disappeared: 3 } })).toContain(
      '1 check ran; none found',
    );
    expect(renderQuality({ snapshot, quality: { checks: [], disappeared: 0 } })).toContain(
      'No check has run.',
    );
  });

  it('shows a few of very many examples and escapes them', () => {
    const examples = Array.from({ length: 5000 }, (_, i) => `<b>${i}`);
    const check = { title: 'x', meaning: 'm', count: 5000, state: 'note' as const, examples };
    const page = renderQuality({ snapshot, quality: { checks: [check], disappeared: 0 } });
    expect(page.match(/&lt;b&gt;/g)).toHaveLength(12);
    expect(page).toContain('The first 12');
  });
});
