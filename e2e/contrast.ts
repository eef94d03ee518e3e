import type { Page } from 'playwright-core';

/** Text that is too pale on its ground. */
export interface LowContrast {
  readonly text: string;
  readonly ratio: number;
}

/**
 * Visible texts whose computed colour has less than `least` contrast (WCAG 2.2) with the ground that is painted behind
 * them. Texts inside drawings count with their fill.
 */
export async function lowContrast(page: Page, least: number): Promise<readonly LowContrast[]> {
  return (await page.evaluate(`(${measure})(${least})`)) as LowContrast[];
}

// Runs in the page, so it is text here: the type checker knows no DOM in this project.
const measure = `(least) => {
  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const luminance = ({ r, g, b }) => {
    const linear = (channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const groundOf = (element) => {
    for (let node = element; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.a === 1) return colour;
    }
    return { r: 255, g: 255, b: 255 };
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const element = text.parentElement;
    if (!text.data.trim() || element.closest('script,style,title,desc,.vh,[hidden]')) continue;
    if (element.getClientRects().length === 0) continue;
    const style = getComputedStyle(element);
    const front = parse(element.closest('svg') ? style.fill : style.color);
    const [high, low] = [luminance(front), luminance(groundOf(element))].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < least) found.push({ text: text.data.trim().slice(0, 40), ratio: Number(ratio.toFixed(2)) });
  }
  return found;
}`;
