import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type ParsedNode,
  Parser,
} from 'yaml';
import { type DocumentKind, withArticle } from './document-kind.ts';
import { type Position, type Problem, problemsError, show, showPath } from './problem.ts';
import { explainSyntax, TAGS_ARE_NOT_READ, tooDeep } from './yaml-syntax.ts';

/** Characters of one file. Ten years of monthly numbers on 100 assets fit. */
const MOST_CHARACTERS = 1 << 18;
/** Maps and lists inside each other. No file of ours needs 8; the limit keeps the call stack small. */
const DEEPEST = 60;

type Path = readonly (string | number)[];

/** A YAML file as plain values, with the place of each. */
export interface YamlSource {
  /** Plain maps, lists, text, numbers, booleans and null. */
  readonly value: unknown;
  /** Where a key is written; for what is missing, its nearest parent that is there. */
  keyPosition(path: readonly PropertyKey[]): Position;
  /** Where a value is written; for what is missing, its nearest parent that is there. */
  valuePosition(path: readonly PropertyKey[]): Position;
  /** A number as it is written, before anything is rounded; undefined where there is none. */
  numberText(path: readonly PropertyKey[]): string | undefined;
}

/**
 * Reads one YAML 1.2 document of the core schema, without the parts of YAML that surprise people: aliases, merge
 * keys, tags of other schemas, keys that are not text, a key twice. Time and memory grow with the length of the
 * text, whatever it holds.
 *
 * @throws HoldfastError the kind's `syntaxCode`, with every problem of the file
 * @example
 * const kind = { noun: 'policy', syntaxCode: 'POLICY_SYNTAX' } as const;
 * readYaml('allow: [read]', 'bot.yaml', kind).valuePosition(['allow', 0]); // { line: 1, column: 9 }
 */
export function readYaml(
  text: string,
  file: string,
  { noun, syntaxCode }: Pick<DocumentKind, 'noun' | 'syntaxCode'>,
): YamlSource {
  const problems: Problem[] = [];
  const lines = new LineCounter();
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problem = (offset: number, key: string, message: string) =>
    problems.push({ position: at(offset), key, message });
  const stopOnProblems = () => {
    if (problems.length > 0) throw problemsError(syntaxCode, file, problems);
  };

  refuseWhatIsNoText(source, noun, lines, problem);
  stopOnProblems();
  const tokens = tokenize(source, noun, lines, problem) ?? [];
  stopOnProblems();
  const document = compose(tokens, source.length, noun, problem);
  stopOnProblems();
  const places = new Map<string, Place>();
  const value = plainValue(document.contents, [], places, problem);
  stopOnProblems();

  const find = (path: readonly PropertyKey[]): Place => {
    for (let length = path.length; length > 0; length--) {
      const place = places.get(placeName(path.slice(0, length)));
      if (place !== undefined) return length === path.length ? place : { key: place.key, value: place.key };
    }
    const root = document.contents?.range?.[0] ?? 0;
    return { key: root, value: root };
  };
  return {
    value,
    keyPosition: (path) => at(find(path).key),
    valuePosition: (path) => at(find(path).value),
    numberText: (path) => places.get(placeName(path))?.numberText,
  };
}

/** Where a key and its value begin, counted in characters, and the text of a number. */
interface Place {
  readonly key: number;
  readonly value: number;
  readonly numberText?: string | undefined;
}

type Report = (offset: number, key: string, message: string) => void;

function placeName(path: readonly PropertyKey[]): string {
  return JSON.stringify(path);
}

function refuseWhatIsNoText(source: string, noun: string, lines: LineCounter, problem: Report): void {
  if (source.length > MOST_CHARACTERS) {
    problem(
      0,
      '',
      `the file has ${source.length.toLocaleString('en-US')} characters; ${withArticle(noun)} may have ${MOST_CHARACTERS.toLocaleString('en-US')}.`,
    );
    return;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(source);
  if (control === null) return;
  // The file will not be parsed, so that nobody else counts its lines.
  lines.addNewLine(0);
  for (const { index } of source.slice(0, control.index).matchAll(/\n/g)) lines.addNewLine(index + 1);
  problem(
    control.index,
    '',
    `holds the control character U+${control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}. Is it a text file in UTF-8?`,
  );
}

/** The file's tokens, or undefined when it is nested too deeply, after reporting that. */
function tokenize(
  source: string,
  noun: string,
  lines: LineCounter,
  problem: Report,
): CST.Token[] | undefined {
  const tokens: CST.Token[] = [];
  // As `parseAllDocuments` does it, token by token, because that one follows any depth into a stack overflow.
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(source)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > DEEPEST) {
      problem(parser.offset, '', tooDeep(noun));
      return undefined;
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function compose(
  tokens: CST.Token[],
  length: number,
  noun: string,
  problem: Report,
): Document.Parsed<ParsedNode> {
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    logLevel: 'silent',
    prettyErrors: false,
    // Checked in `plainValue`, where it takes linear time.
    uniqueKeys: false,
  });
  const [document, second] = [...composer.compose(tokens, true, length)] as Document.Parsed<ParsedNode>[];
  for (const { pos, code, message } of [...document.errors, ...document.warnings]) {
    problem(pos[0], '', explainSyntax(code, message, noun));
  }
  if (second !== undefined) {
    problem(second.range[0], '', `a second document starts here (---); a file holds one ${noun}.`);
  }
  return document;
}

function plainValue(node: Node | null, path: Path, places: Map<string, Place>, problem: Report): unknown {
  const offset = node?.range?.[0] ?? 0;
  if (node === null) return null;
  if (!isAlias(node) && node.tag !== undefined) {
    problem(offset, showPath(path), TAGS_ARE_NOT_READ);
    return null;
  }
  if (isScalar(node)) return node.value;
  if (isAlias(node)) {
    problem(
      offset,
      showPath(path),
      `aliases such as ${show(`*${node.source}`)} are not read; write the value out. Text that starts with * needs quotes.`,
    );
    return null;
  }
  if (isSeq<Node>(node)) {
    return node.items.map((item, i) => {
      const start = item.range?.[0] ?? offset;
      places.set(placeName([...path, i]), { key: start, value: start, numberText: numberText(item) });
      return plainValue(item, [...path, i], places, problem);
    });
  }
  if (!isMap<Node, Node | null>(node)) return null;
  const map: Record<string, unknown> = {};
  for (const { key, value } of node.items) {
    const start = key?.range?.[0] ?? offset;
    if (!isScalar(key) || typeof key.value !== 'string') {
      problem(
        start,
        showPath(path),
        isScalar(key) && key.value !== null
          ? `the key ${show(key.source ?? String(key.value))} is read as a ${typeof key.value}; put it in quotes.`
          : 'a key must be text.',
      );
      continue;
    }
    const below = [...path, key.value];
    if (key.value === '__proto__') {
      problem(start, showPath(below), 'this name is reserved by JavaScript and can be no key.');
    } else if (Object.hasOwn(map, key.value)) {
      problem(start, showPath(below), 'is here for the second time; keep one of the two.');
    } else {
      places.set(placeName(below), {
        key: start,
        value: value?.range?.[0] ?? start,
        numberText: numberText(value),
      });
      map[key.value] = plainValue(value, below, places, problem);
    }
  }
  return map;
}

function numberText(node: Node | null): string | undefined {
  return isScalar(node) && typeof node.value === 'number' ? node.source : undefined;
}
