import { type Content, type Html, html } from './html.ts';

/** One column of a table. */
export interface Column<Row> {
  readonly label: string;
  /** A longer explanation, shown as the header's tooltip and read after it. */
  readonly hint?: string;
  /** `number` columns are aligned right in tabular figures. */
  readonly kind?: 'text' | 'number';
  readonly cell: (row: Row) => Content;
  /** What the column sorts by; a column without it can't be sorted. Null sorts last. */
  readonly sort?: ((row: Row) => number | string | null) | undefined;
}

/** What a table shows and is called. */
export interface TableOptions<Row> {
  readonly caption: string;
  /** True: the caption is for screen readers only, because a heading beside the table says it. */
  readonly quietCaption?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Added to a row as its class. */
  readonly rowClass?: (row: Row) => string | null;
  /** Shown in place of a body without rows. */
  readonly empty?: string;
}

/**
 * A table in a region of its own that scrolls sideways and can be focused, so that a wide table never makes the
 * page scroll and is reachable by keyboard. The first column heads its row.
 */
export function table<Row>(options: TableOptions<Row>): Html {
  const { caption, columns, rows } = options;
  if (rows.length === 0) return html`<p class="muted">${options.empty ?? 'Nothing to show.'}</p>`;
  const sortable = columns.some((column) => column.sort);
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table${sortable ? html` data-sortable` : null}>
<caption${options.quietCaption ? html` class="vh"` : null}>${caption}</caption>
<thead><tr>${columns.map(header)}</tr></thead>
<tbody>
${rows.map((row) => tableRow(row, columns, options.rowClass?.(row) ?? null))}</tbody>
</table></div>`;
}

function header<Row>(column: Column<Row>): Html {
  const kind = column.kind === 'number' ? html` class="n"` : null;
  const hint = column.hint ? html` title="${column.hint}"` : null;
  const sort = column.sort ? html` data-sort` : null;
  return html`<th scope="col"${kind}${hint}${sort}>${column.label}</th>`;
}

function tableRow<Row>(row: Row, columns: readonly Column<Row>[], rowClass: string | null): Html {
  return html`<tr${rowClass ? html` class="${rowClass}"` : null}>${columns.map((column, i) => {
    const kind = column.kind === 'number' ? html` class="n"` : null;
    const value = column.sort?.(row);
    // An empty key is what the script sorts last.
    const key = column.sort ? html` data-key="${value ?? ''}"` : null;
    return i === 0
      ? html`<th scope="row"${kind}${key}>${column.cell(row)}</th>`
      : html`<td${kind}${key}>${column.cell(row)}</td>`;
  })}</tr>
`;
}
