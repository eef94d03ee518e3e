import { type Content, type Html, html } from './html.ts';

/** One choice of a switch and what it shows. */
export interface Pane {
  readonly label: string;
  readonly content: Content;
}

/** The style sheet knows this many panes. */
export const MAX_PANES = 12;

/**
 * Several views of one thing, of which a group of radio buttons shows one. Works by keyboard and without
 * script: the style sheet shows the pane of the checked button.
 *
 * @param name unique in the page
 * @param chosen position of the pane that is shown first
 */
export function paneSwitch(name: string, legend: string, panes: readonly Pane[], chosen = 0): Html {
  if (panes.length === 1) return html`${panes[0].content}`;
  return html`<div class="switch"><fieldset><legend>${legend}</legend>${panes.map(
    (pane, i) =>
      html`<label><input type="radio" name="${name}" value="${i}"${i === chosen ? html` checked` : null}><span>${pane.label}</span></label>`,
  )}</fieldset>
${panes.map((pane, i) => html`<div class="pane" data-pane="${i}">${pane.content}</div>`)}</div>`;
}
