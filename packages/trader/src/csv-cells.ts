/** Lines of RFC 4180 that end in CR LF; text cells must have gone through `textCell`. */
export function csvOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/**
 * A name, as an exchange or a file gives it. Spreadsheets run a cell that begins like a formula, quoted or not, so an apostrophe
 * goes in front of it (https://owasp.org/www-community/attacks/CSV_Injection). Numbers need none: they are ours, and a loss
 * should stay a number.
 */
export function textCell(text: string): string {
  const tame = /^[=+\-@\t\r\n\0＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(tame) || tame !== text ? `"${tame.replaceAll('"', '""')}"` : tame;
}
