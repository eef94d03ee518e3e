/**
 * Text from files made safe to print: control characters, which could rewrite the terminal, become "?".
 *
 * @example
 * printable('bit\u001b[2Jcoin'); // 'bit?[2Jcoin'
 */
export function printable(text: string): string {
  return text.replace(/(?!\t)[\p{Cc}\p{Bidi_Control}]/gu, '?');
}
