import { HoldfastError } from '@holdfast/errors';
import { formatDate } from '../date.ts';
import type { IndexDefinition } from '../definition/schema.ts';
import type { Panel } from '../panel.ts';
import { scheduledDates } from '../schedule/schedule.ts';
import { Selector } from '../selection/selector.ts';
import { DecisionView } from '../view.ts';
import type { DecisionRecorder } from './decision.ts';
import { squareRootImpact } from './impact.ts';
import type { Notes } from './notes.ts';
import { Portfolio, type RebalanceOutcome } from './portfolio.ts';
import { RebalanceLog } from './rebalance-log.ts';
import { recordDecision } from './record.ts';
import type { RebalanceReason } from './result.ts';

/** Members and their weights on one date; cash and the cash asset are what is missing to 1. */
export interface Weights {
  readonly assets: Int32Array;
  readonly weights: Float64Array;
}

/** An overlay as the simulation follows it: when it is evaluated, and what the shadow says then. */
export interface OverlayGuide {
  readonly dates: Uint8Array;
  shareAt(t: number): number;
  shadowWeightsAt(t: number): Weights;
}

/** The range and the surroundings of one simulation; dates are positions in the panel. */
export interface SimulationInput {
  readonly panel: Panel;
  readonly definition: IndexDefinition;
  readonly first: number;
  readonly last: number;
  readonly overlay: OverlayGuide | null;
  /** 1 on dates whose weights are to be kept in `captured`. */
  readonly capture: Uint8Array | null;
  readonly recorder: DecisionRecorder | null;
  readonly notes: Notes;
}

/** What a simulation leaves behind. */
export interface SimulationResult {
  readonly levels: Float64Array;
  readonly log: RebalanceLog;
  readonly captured: ReadonlyMap<number, Weights>;
  /** One entry a date; null without an overlay. */
  readonly investedShare: Float64Array | null;
  /** Position in the log of the first rebalance that buys; −1 when none does. */
  readonly firstPurchase: number;
  /** How many assets passed all filters on a date (epoch day). */
  eligibleOn(day: number): number;
}

const SCHEDULED = 1;
const OWN_WEIGHTS = 2;
const OVERLAY = 4;
const CAPTURE = 8;
const NO_SLOTS = new Int32Array(0);
const NO_DATES = new Uint8Array(0);
/** Dates valued at a time when drift is watched: a drift date throws the rest of its batch away. */
const DRIFT_BATCH = 32;

/** Runs one definition over its dates: holds, delists, rebalances, and logs. */
export function simulate(input: SimulationInput): SimulationResult {
  return new Simulation(input).run();
}

class Simulation {
  readonly #input: SimulationInput;
  readonly #view: DecisionView;
  readonly #selector: Selector;
  readonly #portfolio: Portfolio;
  readonly #log: RebalanceLog;
  readonly #levels: Float64Array;
  readonly #flags: Uint8Array;
  readonly #captured = new Map<number, Weights>();
  readonly #investedShare: Float64Array | null;
  readonly #cashAsset: number;
  readonly #targets: Float64Array;
  #share = 1;
  #firstPurchase = -1;

  constructor(input: SimulationInput) {
    const { panel, definition, first, last } = input;
    this.#input = input;
    this.#view = new DecisionView(panel, definition.lag);
    this.#view.moveTo(first);
    this.#selector = new Selector(panel, definition, this.#view);
    const { capital, base } = definition;
    this.#portfolio = new Portfolio(
      panel,
      {
        costRate: definition.cost_bps / 10_000,
        staleAfter: definition.stale_after,
        haircut: definition.delist_haircut,
        impact: capital === null ? null : squareRootImpact(capital / base.value),
      },
      base.value,
    );
    this.#levels = new Float64Array(last - first + 1);
    this.#investedShare = input.overlay === null ? null : new Float64Array(last - first + 1);
    this.#cashAsset = cashAssetOf(panel, definition);
    this.#targets = new Float64Array(panel.assetCount);
    this.#flags = flagDates(input);
    const members = Math.min(definition.select.top ?? panel.assetCount, panel.assetCount);
    this.#log = new RebalanceLog(panel.assets, (this.#flags.filter(Boolean).length + 1) * (members + 1));
  }

  run(): SimulationResult {
    const { first, last, definition } = this.#input;
    const { drift } = definition.rebalance;
    this.#stop(first, 'start');
    for (let at = first; at < last; ) {
      let next = at + 1;
      while (next < last && this.#flags[next] === 0) next++;
      if (drift !== null) next = Math.min(next, at + DRIFT_BATCH);
      let reason: RebalanceReason | null = null;
      if ((this.#flags[next] & OWN_WEIGHTS) !== 0) reason = 'weights';
      else if ((this.#flags[next] & SCHEDULED) !== 0) reason = 'schedule';
      const delistings = this.#portfolio.project(
        at,
        next,
        this.#levels,
        first,
        reason === null || drift !== null,
      );
      if (drift !== null) {
        const until = reason === null ? next : next - 1;
        const driftDate = this.#portfolio.driftDate(at, until, drift, this.#levels, first, delistings);
        if (driftDate >= 0) {
          next = driftDate;
          reason = 'drift';
        }
      }
      for (const delisting of delistings) {
        if (delisting.at > next) continue;
        this.#portfolio.delist(delisting);
        this.#noteDelisting(delisting.asset, delisting.at);
      }
      this.#investedShare?.fill(this.#share, at + 1 - first, next + 1 - first);
      this.#stop(next, reason);
      at = next;
    }
    return {
      levels: this.#levels,
      log: this.#log,
      captured: this.#captured,
      investedShare: this.#investedShare,
      firstPurchase: this.#firstPurchase,
      eligibleOn: (day) => {
        this.#view.moveTo(this.#input.panel.firstDateAtOrAfter(day));
        return this.#selector.countEligible(this.#view);
      },
    };
  }

  /** Does what is due on date `t`: sets the overlay's share, rebalances, keeps the weights. */
  #stop(t: number, reason: RebalanceReason | null): void {
    const { first, overlay } = this.#input;
    const isFirst = t === first;
    let shareMoved = false;
    if (overlay !== null && (isFirst || (this.#flags[t] & OVERLAY) !== 0)) {
      const share = overlay.shareAt(t);
      shareMoved = Math.abs(share - this.#share) > 1e-12;
      if (isFirst || shareMoved || reason !== null) this.#share = share;
    }
    if (reason !== null) this.#rebalanceByRules(t, reason);
    else if (overlay !== null && shareMoved) this.#rebalanceByShadow(t, overlay.shadowWeightsAt(t));
    if (this.#investedShare !== null) this.#investedShare[t - first] = this.#share;
    if ((this.#flags[t] & CAPTURE) !== 0) this.#captured.set(t, this.#weightsNow(t));
  }

  #rebalanceByRules(t: number, reason: RebalanceReason): void {
    const { recorder } = this.#input;
    const selector = this.#selector;
    this.#view.moveTo(t);
    const { isMember } = this.#portfolio;
    const recorded = recorder !== null && isRecorded(recorder, this.#view.day);
    const before = recorded ? isMember.slice() : isMember;
    selector.decide(this.#view, isMember);
    this.#noteSelection();
    const { weights, count } = selector;
    const targets = this.#targets;
    const share = this.#share;
    for (let i = 0; i < count; i++) targets[i] = weights[i] * share;
    this.#trade(t, reason, selector.members, selector.count, before, null);
  }

  #rebalanceByShadow(t: number, shadow: Weights): void {
    this.#view.moveTo(t);
    for (let i = 0; i < shadow.assets.length; i++) this.#targets[i] = shadow.weights[i] * this.#share;
    this.#trade(t, 'overlay', shadow.assets, shadow.assets.length, this.#portfolio.isMember.slice(), shadow);
  }

  #trade(
    t: number,
    reason: RebalanceReason,
    members: Int32Array,
    count: number,
    wasMember: Uint8Array,
    shadow: Weights | null,
  ): void {
    const { recorder, first, definition } = this.#input;
    const portfolio = this.#portfolio;
    const recorded = recorder !== null && isRecorded(recorder, this.#view.day);
    const oldSlots =
      recorded || definition.capital !== null ? portfolio.slots.slice(0, portfolio.slotCount) : NO_SLOTS;
    const outcome = portfolio.rebalance(t, members, this.#targets, count, this.#cashAsset, this.#view);
    this.#checkOutcome(t, outcome);
    this.#noteStaleSales(t, outcome.soldStale);
    this.#levels[t - first] = outcome.valueAfter;
    if (outcome.bought && this.#firstPurchase < 0) this.#firstPurchase = this.#log.length;
    for (let i = 0; i < portfolio.slotCount; i++) this.#targets[i] = portfolio.target[portfolio.slots[i]];
    this.#log.append(
      {
        date: this.#view.day,
        reason,
        valueBefore: outcome.valueBefore,
        valueAfter: outcome.valueAfter,
        traded: outcome.traded,
        cost: outcome.cost,
        impact: outcome.impact,
        turnover: outcome.valueBefore > 0 ? outcome.traded / 2 / outcome.valueBefore : 0,
        investedShare: this.#share,
      },
      portfolio.slots,
      this.#targets,
      portfolio.slotCount,
    );
    if (definition.capital !== null) this.#noteUnknownImpact(oldSlots);
    if (this.#cashAsset >= 0 && portfolio.cash > 0) this.#noteCash();
    if (recorded) {
      recordDecision(recorder, {
        panel: this.#input.panel,
        definition,
        view: this.#view,
        selector: shadow === null ? this.#selector : null,
        shadow,
        portfolio,
        wasMember,
        oldSlots,
        figures: this.#log.figures(this.#log.length - 1),
      });
    }
  }

  #checkOutcome(t: number, { valueAfter, valueBefore, impact }: RebalanceOutcome): void {
    if (impact === 0 || valueAfter > 0 || valueBefore === 0) return;
    const { panel, definition } = this.#input;
    throw new HoldfastError(
      'CAPITAL_EXCEEDS_LIQUIDITY',
      `With ${definition.capital} USD the trades of ${formatDate(panel.dates[t])} would cost more than the index is worth. Use less capital, or larger assets.`,
      { definition: definition.id, capital: definition.capital, date: formatDate(panel.dates[t]) },
    );
  }

  #weightsNow(t: number): Weights {
    const portfolio = this.#portfolio;
    const level = this.#levels[t - this.#input.first];
    const assets: number[] = [];
    const weights: number[] = [];
    for (let i = 0; i < portfolio.slotCount; i++) {
      const asset = portfolio.slots[i];
      if (portfolio.isMember[asset] === 0) continue;
      assets.push(asset);
      const value = portfolio.units[asset] === 0 ? 0 : portfolio.units[asset] * portfolio.priceAt(asset, t);
      weights.push(level > 0 ? value / level : 0);
    }
    return { assets: Int32Array.from(assets), weights: Float64Array.from(weights) };
  }

  #noteSelection(): void {
    const { notes, definition } = this.#input;
    const { count, breach } = this.#selector;
    const day = this.#view.day;
    const { top } = definition.select;
    if (count === 0) {
      notes.add(
        'no-eligible-asset',
        day,
        null,
        'No asset was eligible; the index is in cash until the next rebalance.',
      );
    } else if (definition.weight.scheme !== 'custom' && top !== null && count < top) {
      notes.add('fewer-members-than-top', day, null, `Only ${count} assets were eligible for ${top} places.`);
    }
    if (definition.weight.scheme === 'custom' && count > 0) {
      let invested = 0;
      for (let i = 0; i < count; i++) invested += this.#selector.weights[i];
      if (invested < 1 - 1e-9) {
        notes.add(
          'custom-weight-to-cash',
          day,
          null,
          `${((1 - invested) * 100).toFixed(2)} % of the weights belongs to assets that are not eligible, and is cash.`,
        );
      }
    }
    if (breach) {
      notes.add(
        'bounds-infeasible',
        day,
        null,
        `No weights of the ${count} members keep the bounds; they are weighted equally.`,
      );
    }
  }

  #noteDelisting(asset: number, t: number): void {
    const { notes, panel, definition } = this.#input;
    notes.add(
      'delisted',
      panel.dates[t],
      panel.assets[asset],
      `${panel.assets[asset]} had no price for ${definition.stale_after} days and became cash.`,
    );
  }

  #noteStaleSales(t: number, sold: readonly number[]): void {
    const { notes, panel } = this.#input;
    for (const asset of sold) {
      notes.add(
        'stale-asset-sold',
        panel.dates[t],
        panel.assets[asset],
        `${panel.assets[asset]} had no price on this date and was sold at its last one, less the haircut.`,
      );
    }
  }

  #noteCash(): void {
    const { notes, panel } = this.#input;
    const id = panel.assets[this.#cashAsset];
    notes.add(
      'cash-asset-without-price',
      this.#view.day,
      id,
      `${id} has no price on this date; the rest is plain cash.`,
    );
  }

  #noteUnknownImpact(oldSlots: Int32Array): void {
    const { notes, panel } = this.#input;
    const portfolio = this.#portfolio;
    for (const slots of [oldSlots, portfolio.slots.subarray(0, portfolio.slotCount)]) {
      for (const asset of slots) {
        if (this.#view.closeRun(asset) > 30 && this.#view.volumeRun(asset) >= 30) continue;
        notes.addOnce(
          'impact-unknown',
          this.#view.day,
          panel.assets[asset],
          `${panel.assets[asset]} lacks 30 rows of prices and volumes before a trade; its trade paid no impact.`,
        );
      }
    }
  }
}

/** Position of the cash asset; −1 without one. @throws HoldfastError ASSET_UNKNOWN */
function cashAssetOf(panel: Panel, { id, cash_asset: asset }: IndexDefinition): number {
  if (asset === null) return -1;
  const position = panel.indexOf(asset);
  if (position === undefined) {
    throw new HoldfastError(
      'ASSET_UNKNOWN',
      `${id}: the snapshot has no asset "${asset}" for cash_asset. Choose another, or leave it out for plain cash.`,
      { definition: id, key: 'cash_asset', asset },
    );
  }
  return position;
}

function isRecorded({ from, to }: DecisionRecorder, day: number): boolean {
  return (from === undefined || day >= from) && (to === undefined || day <= to);
}

/** Marks every date on which something other than holding may happen. */
function flagDates({ panel, definition, first, last, overlay, capture }: SimulationInput): Uint8Array {
  const flags = new Uint8Array(panel.dayCount);
  const scheduled = scheduledDates(definition.rebalance.schedule, panel.dates);
  const overlayDates = overlay?.dates ?? NO_DATES;
  for (let t = first; t <= last; t++) {
    if (scheduled[t] === 1) flags[t] |= SCHEDULED;
    if (overlayDates[t] === 1) flags[t] |= OVERLAY;
    if (capture !== null && capture[t] === 1) flags[t] |= CAPTURE;
  }
  for (const { from } of definition.weight.scheme === 'custom' ? (definition.weights ?? []) : []) {
    const t = panel.firstDateAtOrAfter(from);
    if (t > first && t <= last) flags[t] |= OWN_WEIGHTS;
  }
  return flags;
}
