import { HoldfastError } from '@holdfast/errors';
import type { DefinitionLibrary } from '../definition/library.ts';
import type { IndexDefinition } from '../definition/schema.ts';
import type { Panel } from '../panel.ts';
import { scheduledDates } from '../schedule/schedule.ts';
import type { DecisionRecorder } from './decision.ts';
import { indexPanel } from './index-panel.ts';
import { Notes } from './notes.ts';
import { overlayOf } from './overlay.ts';
import { type DateRange, dateRange, historyNeeded } from './range.ts';
import type { Note } from './result.ts';
import { type OverlayGuide, type SimulationResult, simulate } from './simulation.ts';

/** A definition's own run, without benchmarks and statistics. */
export interface LevelRun {
  /** Positions in the snapshot's panel. */
  readonly range: DateRange;
  readonly result: SimulationResult;
  /** Levels without the overlay; null when there is none. */
  readonly shadowLevels: Float64Array | null;
  readonly notes: readonly Note[];
}

/**
 * Runs definitions on one panel, each at most once, members before the portfolios that hold them.
 */
export class LevelRunner {
  readonly #panel: Panel;
  readonly #library: DefinitionLibrary;
  readonly #runs = new Map<IndexDefinition, LevelRun>();
  readonly #running: string[] = [];

  constructor(panel: Panel, library: DefinitionLibrary) {
    this.#panel = panel;
    this.#library = library;
  }

  /** The run of a definition of the library. @throws HoldfastError DEFINITION_NOT_FOUND, DEFINITION_CYCLE */
  runById(id: string, askedBy: string): LevelRun {
    const definition = this.#library.get(id);
    if (definition === undefined) {
      throw new HoldfastError(
        'DEFINITION_NOT_FOUND',
        `${askedBy} names "${id}", but there is no definition with that id.`,
        { definition: askedBy, missing: id },
      );
    }
    let run = this.#runs.get(definition);
    if (run === undefined) {
      run = this.run(definition, null);
      this.#runs.set(definition, run);
    }
    return run;
  }

  /** Runs a definition. @throws HoldfastError of its dates, members and costs */
  run(definition: IndexDefinition, recorder: DecisionRecorder | null): LevelRun {
    const notes = new Notes();
    if (definition.members === null) {
      const range = dateRange(this.#panel, definition, historyNeeded(definition), notes);
      return runOn(this.#panel, definition, range, recorder, notes);
    }
    if (this.#running.includes(definition.id)) {
      const circle = [...this.#running.slice(this.#running.indexOf(definition.id)), definition.id];
      throw new HoldfastError(
        'DEFINITION_CYCLE',
        `Definitions hold each other in a circle: ${circle.join(' → ')}.`,
        {
          circle,
        },
      );
    }
    this.#running.push(definition.id);
    const members = new Map(definition.members.map((id) => [id, this.runById(id, definition.id)]));
    this.#running.pop();
    const latest = Math.max(...[...members.values()].map(({ range }) => range.first));
    const range = dateRange(this.#panel, definition, latest + definition.lag, notes);
    const panel = indexPanel(this.#panel, definition, members);
    const ofMembers: IndexDefinition = {
      ...definition,
      universe: { ...definition.universe, include: [...members.keys()], exclude_tags: [] },
    };
    return runOn(panel, ofMembers, range, recorder, notes);
  }
}

function runOn(
  panel: Panel,
  definition: IndexDefinition,
  { first, last }: DateRange,
  recorder: DecisionRecorder | null,
  notes: Notes,
): LevelRun {
  noteUnknownAssets(panel, definition, notes);
  const overlay = overlayOf(definition);
  const base = { panel, definition, first, last };
  if (overlay === null) {
    const result = simulate({ ...base, overlay: null, capture: null, recorder, notes });
    return { range: { first, last }, result, shadowLevels: null, notes: notes.all() };
  }
  const dates = scheduledDates(overlay.schedule, panel.dates);
  const shadow = simulate({ ...base, overlay: null, capture: dates, recorder: null, notes: new Notes() });
  const guide: OverlayGuide = {
    dates,
    shareAt: (t) => overlay.share(shadow.levels, Math.max(0, t - definition.lag - first + 1)),
    shadowWeightsAt: (t) => {
      const weights = shadow.captured.get(t);
      if (weights === undefined) throw new RangeError(`the shadow's weights on date ${t} were not captured`);
      return weights;
    },
  };
  const result = simulate({ ...base, overlay: guide, capture: null, recorder, notes });
  return { range: { first, last }, result, shadowLevels: shadow.levels, notes: notes.all() };
}

/** Ids that a definition lists and the snapshot lacks: allowed, as one file serves many snapshots, but said. */
function noteUnknownAssets(panel: Panel, { universe, votes, weights }: IndexDefinition, notes: Notes): void {
  const lists: [string, readonly string[]][] = [
    ['universe.include', universe.include],
    ['universe.exclude', universe.exclude],
    ['votes', (votes ?? []).flatMap(({ numbers }) => Object.keys(numbers))],
    ['weights', (weights ?? []).flatMap(({ numbers }) => Object.keys(numbers))],
  ];
  for (const [key, ids] of lists) {
    for (const id of ids) {
      if (panel.indexOf(id) !== undefined) continue;
      notes.addOnce('unknown-asset', null, id, `${key} lists ${id}, which the snapshot lacks.`);
    }
  }
}
