import { formatPercent, formatPlural } from '../html/format.ts';
import { type Html, html } from '../html/html.ts';
import type { IndexReportInput } from './input.ts';

/** How many variants were tried, and what that means for the figures. */
export function trialsSection({ variantsTried, uncertainty }: IndexReportInput): Html {
  if (variantsTried === null) {
    return html`<p>Nobody counted how many variants were tried before this one. The best of many tries looks good by chance alone, so the more there were, the less its figures say.</p>`;
  }
  if (variantsTried <= 1) {
    return html`<p>One definition was run, this one: nothing was picked from several. That holds only if no other was tried elsewhere on the same history.</p>`;
  }
  const deflated = uncertainty?.deflatedSharpe;
  return html`<p>This is one of ${formatPlural(variantsTried, 'variant')} that were tried on the same history. The best of ${formatPlural(variantsTried, 'variant')} looks good even when none has any merit${
    deflated === null || deflated === undefined
      ? ''
      : `; the deflated Sharpe ratio allows for that: with a probability of ${formatPercent(deflated)} the true Sharpe ratio is above what luck alone would give the best of them`
  }.</p>`;
}

/** Hashes and file that repeat the result to the last digit. */
export function repeatSection({ snapshot, provenance, definitionText, backtest }: IndexReportInput): Html {
  const { id } = backtest.definition;
  return html`<p>The same snapshot, tags, definition and engine give the same numbers to the last digit.</p>
<dl class="facts">
<dt>Snapshot</dt><dd><code class="hash">${snapshot.sha256}</code></dd>
<dt>Tags</dt><dd><code class="hash">${provenance.tagsSha256}</code></dd>
<dt>Definition</dt><dd><code class="hash">${provenance.definitionSha256}</code></dd>
<dt>Engine</dt><dd><code class="hash">${provenance.engineSha256}</code></dd>
</dl>
<p>Check the snapshot, then run the definition over it:</p>
<pre tabindex="0" role="region" aria-label="Commands"><code>holdfast data verify ${snapshot.name}
holdfast backtest ${id}.yaml --snapshot ${snapshot.name}</code></pre>
<details><summary>The definition file</summary><pre tabindex="0" role="region" aria-label="Definition file"><code>${definitionText}</code></pre></details>`;
}
