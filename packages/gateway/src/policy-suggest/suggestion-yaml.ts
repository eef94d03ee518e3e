import { times } from './seen-text.ts';
import type { Suggestion, SuggestionSource } from './suggest-policy.ts';
import type { SuggestedLine } from './suggested-lines.ts';

interface Head extends Pick<Suggestion, 'requests' | 'days' | 'outside' | 'replay'> {
  readonly name: string;
  readonly source: Pick<SuggestionSource, 'from' | 'to' | 'headroomPct'>;
}

const WIDTH = 116;

/**
 * A suggested policy as a file. Values are JSON, which is YAML; a comment can't end before its line does, because nothing in it
 * can end a line.
 */
export function suggestionYaml(lines: readonly SuggestedLine[], head: Head): string {
  return [
    ...headLines(head).flatMap(commentLines),
    ...lines.flatMap(({ key, value, saw }) => ['', ...commentLines(saw), `${key}: ${value}`]),
    '',
  ].join('\n');
}

function headLines({ name, source, requests, days, outside, replay }: Head): string[] {
  const { from, to, headroomPct } = source;
  const left = Object.entries(outside);
  const refused = Object.entries(replay.refused);
  return [
    `The least policy that would have allowed what the virtual key "${name}" did from ${dayText(from)} to ${dayText(to)}: ${times(requests, 'accepted request')} on ${times(days, 'day')}.`,
    `Each line says what was seen. Amounts and rates have ${headroomPct} % of room; symbols and kinds have none. Nothing is wider than in the policy that the key has.`,
    ...(left.length === 0
      ? []
      : [`Left out, because the policy that the key has now refuses them: ${countsText(left)}.`]),
    refused.length === 0
      ? `Replayed over the same requests it refuses none: ${replay.allowed} allowed, ${replay.unknown} that a log does not hold enough of to judge.`
      : `Replayed over the same requests it refuses some, as the policy that the key has does too: ${countsText(refused)}.`,
  ];
}

function countsText(counts: readonly (readonly [string, number])[]): string {
  return counts.map(([rule, count]) => `${count} by ${rule}`).join(', ');
}

function dayText(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** A text as comments, at most so wide. What is no visible character, or changes how lines are read, becomes "?". */
export function commentLines(text: string): string[] {
  const words = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?').split(' ');
  const lines = ['#'];
  for (const word of words) {
    const line = lines[lines.length - 1];
    if (line.length > 1 && line.length + 1 + word.length > WIDTH) lines.push(`# ${word}`);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
