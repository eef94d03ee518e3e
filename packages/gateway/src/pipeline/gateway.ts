import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { Decision, DecisionRequest, Outcome } from '@holdfast/database';
import { encodeContent, TEXT_LIMITS } from '../audit/content-bytes.ts';
import { safeText } from '../audit/text.ts';
import type { UnauthenticatedSummary } from '../audit/unauthenticated-summary.ts';
import type {
  Classification,
  Description,
  Dialect,
  ParsedRequest,
  Stamp,
  VirtualSecret,
} from '../dialect/dialect.ts';
import type { ExchangeId } from '../dialect/exchange-id.ts';
import type { SpotAccountIds } from '../dialect/spot-accounts.ts';
import type { InboundRequest } from '../http/inbound.ts';
import type { OutboundRequest } from '../http/outbound.ts';
import { publicRequest } from '../http/public-request.ts';
import type { KeyRing, LoadedExchangeKey, LoadedVirtualKey } from '../keys/key-ring.ts';
import type { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import { type OrdersOutcome, ordersOutcome, rememberedOrders } from '../orders/answered-orders.ts';
import type { OpenOrderCounts } from '../orders/open-order-counts.ts';
import type { KnownOrders, OwnOrders } from '../orders/own-orders.ts';
import { readAnswer } from '../orders/read-answer.ts';
import type { SpotAccounts } from '../orders/spot-accounts.ts';
import { clientAddress } from '../policy/client-address.ts';
import { formatIpAddress, type IpAddress, isLoopback, parseIpAddress } from '../policy/ip-address.ts';
import { type IpRange, isInRanges } from '../policy/ip-rules.ts';
import { judge } from '../policy/judge.ts';
import type { OpenOrders } from '../policy/judge-request.ts';
import { Refusal } from '../refusal.ts';
import type { Answer, GatewayHandler, Peer } from '../server/http-server.ts';
import { tokenDialect } from '../streams/login-dialect.ts';
import { PUBLIC_HOLDER, TAKEN_ON_PAPER, type UpstreamBudget } from '../upstream/upstream-budget.ts';
import { type UpstreamAnswer, type UpstreamClient, UpstreamFailure } from '../upstream/upstream-client.ts';
import type { UpstreamGate } from '../upstream/upstream-gate.ts';
import type { ClockGuard } from './clock-guard.ts';
import { decisionRequestOf } from './decision-request.ts';
import { checkFreshness, checkStillWanted, type Validity } from './freshness.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Judged, Known, Sendable, Timing } from './judged-request.ts';
import { outcomeOf, type SendResult } from './outcome.ts';
import type { PublicGate } from './public-gate.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { asRefusal, refusalOf, STALE, STALE_ORDER, STALE_PAPER_TIME, sealedRefusal } from './refusals.ts';
import type { World } from './world.ts';

/** Everything the gateway works with; clocks and random numbers come from outside. */
export interface GatewayParts {
  readonly dialects: ReadonlyMap<ExchangeId, Dialect>;
  /** The keys; null while the vault is sealed. */
  keys(): KeyRing | null;
  /** Reads the keys anew, because a decision said that they changed. */
  reloadKeys(): Promise<void>;
  readonly decisions: Pick<GroupCommit<DecisionRequest, Decision>, 'add'>;
  readonly outcomes: Pick<GroupCommit<Outcome, bigint | null>, 'add'>;
  readonly upstream: UpstreamClient;
  readonly gate: Pick<UpstreamGate, 'check' | 'notice'>;
  readonly budget: Pick<UpstreamBudget, 'take'>;
  readonly world: World;
  readonly ownOrders: Pick<OwnOrders, 'lookUp' | 'remember' | 'recent'>;
  readonly openOrders: Pick<OpenOrderCounts, 'of' | 'sent' | 'outdate'>;
  readonly spotAccounts: Pick<SpotAccounts, 'of'>;
  readonly senders: Senders;
  readonly rates: RateLimiter;
  readonly publicGate: PublicGate;
  readonly unauthenticated: UnauthenticatedSummary;
  readonly metrics: Pick<GatewayMetrics, 'answered' | 'decided' | 'outcome' | 'outcomeLost' | 'stranger'>;
  readonly clocks: Pick<ClockGuard, 'check'>;
  readonly clockSkewMs: number;
  readonly trustedProxies: readonly IpRange[];
  /** An outcome could not be recorded; its reservation stays. */
  onOutcomeLost(key: LoadedVirtualKey, error: unknown): void;
  /** Secrets of nobody, one a dialect: unknown ids cost the same work as known ones. */
  nobody(dialect: Dialect): VirtualSecret;
  /** Milliseconds since 1970, and of a clock that never goes back. */
  clock(): number;
  monotonic(): number;
}

/** Runs a send when its turn comes; see `OneAtATime`. */
export interface Senders {
  /**
   * `send` gets a nonce greater than every one before it for this key.
   *
   * @param stillWanted throws when the request needs no turn any more
   */
  run<T>(
    key: LoadedExchangeKey,
    strictNonce: boolean,
    stillWanted: () => void,
    send: (nonce: bigint) => Promise<T>,
  ): Promise<T>;
}

/** A request that was decided, with the rows that it was decided with. */
interface Decided {
  readonly known: Known;
  readonly judged: Sendable;
  readonly decision: Extract<Decision, { accepted: true }>;
  readonly told: DecisionRequest['told'];
}

/** A login at a stream that was accepted. */
export interface AdmittedLogin {
  readonly key: LoadedVirtualKey;
  readonly address: IpAddress;
  /** The last look before anything is sent with the real key: the login is fresh, and the key is as it was. @throws Refusal */
  checkStill(): void;
  /** The same of the key alone, for what comes later on the stream. @throws Refusal */
  checkKey(): void;
  /** The stream ended: an outcome in the audit log. */
  ended(why: string): Promise<void>;
}

const NO_ORDERS: Description = { orders: [], cancels: [] };
const NO_OWN_ORDERS: KnownOrders = () => [];
const NO_ACCOUNTS: SpotAccountIds = new Set();
/** Keys may change again while a request is judged anew. */
const MOST_JUDGEMENTS = 4;

/**
 * The way of a request through the gateway: parse, verify, address, freshness, classify, judge, decide and record in
 * one statement, sign, send, record the outcome. Whatever fails on the way refuses; nothing is retried once a byte may
 * have left.
 */
export class Gateway implements GatewayHandler {
  readonly #parts: GatewayParts;
  readonly #recording = new Set<Promise<void>>();

  constructor(parts: GatewayParts) {
    this.#parts = parts;
  }

  /** Resolves when every outcome that is known so far was recorded, or given up. */
  async settle(): Promise<void> {
    await Promise.all(this.#recording);
  }

  async handle(exchange: ExchangeId, inbound: InboundRequest, peer: Peer): Promise<Answer> {
    const dialect = this.#parts.dialects.get(exchange);
    if (dialect === undefined) throw new RangeError(`there is no dialect for ${exchange}`);
    let known: Known | null = null;
    const timing: Timing = { upstreamMs: 0 };
    const started = this.#parts.monotonic();
    try {
      if (this.#parts.keys() === null) throw sealedRefusal();
      const request = dialect.parse(inbound);
      const address = this.#addressOf(inbound, peer);
      if (request.signature === null) return await this.#servePublic(dialect, request, address);
      known = { ...this.#authenticate(dialect, request, address, peer), timing };
      if (dialect.streams?.tokens?.isRequest(request) === true) return await this.#mint(known);
      return await this.#serve(known);
    } catch (error) {
      const refusal = asRefusal(error);
      if (known === null) this.countStranger(peer, refusal);
      return answerOf(dialect.refuse(refusal));
    } finally {
      const took = this.#parts.monotonic() - started;
      this.#parts.metrics.answered(exchange, took - timing.upstreamMs, timing.upstreamMs);
    }
  }

  refuse(exchange: ExchangeId | null, refusal: Refusal, peer: Peer): Answer {
    this.countStranger(peer, refusal);
    const dialect = exchange === null ? undefined : this.#parts.dialects.get(exchange);
    if (dialect !== undefined) return answerOf(dialect.refuse(refusal));
    const body = JSON.stringify({
      error: { code: refusal.code, rule: refusal.rule, message: refusal.message },
    });
    return answerOf({ status: 400, contentType: 'application/json', body });
  }

  /** A socket writes IPv4 addresses as IPv6 ones when it listens for both; the audit log has one form. */
  countStranger(peer: Peer, refusal: Refusal): void {
    const address = parseIpAddress(peer.address);
    this.#parts.unauthenticated.add(address === null ? '0.0.0.0' : formatIpAddress(address), refusal.reason);
    this.#parts.metrics.stranger(refusal.reason);
  }

  #addressOf(inbound: InboundRequest, peer: Peer): IpAddress {
    const forwarded = inbound.headers
      .filter(([name]) => name.toLowerCase() === 'x-forwarded-for')
      .map(([, value]) => value);
    return clientAddress(peer.address, forwarded, this.#parts.trustedProxies);
  }

  /** Finds out whose request it is. An unknown id and a wrong signature give the same answer after the same work. */
  #authenticate(
    dialect: Dialect,
    request: ParsedRequest,
    address: IpAddress,
    peer: Peer,
  ): Omit<Known, 'timing'> {
    const ring = this.#parts.keys();
    if (ring === null) throw sealedRefusal();
    const { signature } = request;
    if (signature === null) throw new RangeError('only signed requests are authenticated');
    const key = ring.find(dialect.exchange, signature.keyId);
    const verified = dialect.verify(request, key?.secret ?? this.#parts.nobody(dialect));
    if (key === null || !verified)
      throw new Refusal('signature', 'signature', 'The key or the signature is wrong.');
    return { dialect, request, key, address, peer };
  }

  /** A token for streams is the gateway's own. Decided and recorded like a request that reads; nothing is sent. */
  async #mint(known: Known): Promise<Answer> {
    const tokens = known.dialect.streams?.tokens;
    if (tokens === undefined) throw new RangeError('the exchange has no tokens');
    const decided = await this.#decide({ ...known, dialect: tokenDialect(known.dialect), once: true });
    const { key, address } = decided.known;
    const minted = tokens.mint(
      key.id,
      key.secret,
      formatIpAddress(address),
      this.#parts.clock(),
      randomBytes(16),
    );
    const result: SendResult = { outcome: 'accepted', detail: 'stream token' };
    const now = this.#parts.clock();
    void this.#recordLater(this.#recordOutcome(decided.known, decided.decision, result, null, now));
    return answerOf(minted);
  }

  /** Who sends, as the rules of addresses see it. @throws Refusal malformed, for headers of a proxy that can't be read */
  addressOf(inbound: InboundRequest, peer: Peer): IpAddress {
    return this.#addressOf(inbound, peer);
  }

  /**
   * Finds out whose login at a stream it is, and whether it may: judged, decided and recorded like a request that reads,
   * and passes once. Nothing is sent.
   *
   * @param dialect with what a login is to it in the place of a request
   * @param reusable it may come again
   * @throws Refusal
   */
  async admit(
    dialect: Dialect,
    request: ParsedRequest,
    peer: Peer,
    reusable = false,
  ): Promise<AdmittedLogin> {
    let known: Known | null = null;
    try {
      if (this.#parts.keys() === null) throw sealedRefusal();
      const address = this.#addressOf(request.inbound, peer);
      known = {
        ...this.#authenticate(dialect, request, address, peer),
        timing: { upstreamMs: 0 },
        ...(reusable ? {} : { once: true }),
      };
      const decided = await this.#decide(known);
      const { key } = decided.known;
      const opened = this.#parts.clock();
      return {
        key,
        address,
        checkStill: () => this.#checkStill(decided.known, decided.judged, decided.decision),
        checkKey: () => this.#checkKey(decided.known, decided.decision),
        ended: (why) => {
          const result: SendResult = { outcome: 'accepted', detail: why };
          const { known: login, decision } = decided;
          return this.#recordLater(this.#recordOutcome(login, decision, result, null, opened));
        },
      };
    } catch (error) {
      const refusal = asRefusal(error);
      if (known === null) this.countStranger(peer, refusal);
      throw refusal;
    }
  }

  /**
   * A request that somebody made who is known: by the login at a stream. Everything but the signature is looked at as if it
   * had come by itself.
   *
   * @param keyId of the virtual key
   * @throws Refusal
   */
  async serveKnown(
    dialect: Dialect,
    request: ParsedRequest,
    keyId: string,
    address: IpAddress,
    peer: Peer,
  ): Promise<Answer> {
    const timing: Timing = { upstreamMs: 0 };
    const started = this.#parts.monotonic();
    try {
      const key = this.#parts.keys()?.find(dialect.exchange, keyId) ?? null;
      if (key === null) throw this.#parts.keys() === null ? sealedRefusal() : refusalOf('revoked');
      return await this.#serve({ dialect, request, key, address, peer, timing });
    } catch (error) {
      throw asRefusal(error);
    } finally {
      const took = this.#parts.monotonic() - started;
      this.#parts.metrics.answered(dialect.exchange, took - timing.upstreamMs, timing.upstreamMs);
    }
  }

  async #serve(known: Known): Promise<Answer> {
    const decided = await this.#decide(known);
    return this.#send(decided.known, decided.judged, decided.decision, decided.told);
  }

  /** @throws Refusal unless it may pass; then it is recorded that it does */
  async #decide(known: Known): Promise<Decided> {
    let current = known;
    for (let attempt = 1; ; attempt++) {
      const judged = await this.#judge(current);
      const paper = this.#parts.upstream.paperClock(current.request.inbound.host);
      const asked = decisionRequestOf(current, judged, paper);
      const decision = await this.#parts.decisions.add(asked).catch((error: unknown) => {
        judged.taken?.giveBack();
        throw error;
      });
      if (!decision.accepted) judged.taken?.giveBack();
      const { classification, accepted, validity } = judged;
      const refusedBy = decision.accepted ? null : (judged.refusal?.rule ?? decision.rule);
      if (refusedBy === null || !STALE.test(refusedBy)) {
        this.#parts.metrics.decided(current.dialect.exchange, classification?.class ?? null, refusedBy);
      }
      if (decision.accepted && classification !== null && accepted !== null && validity !== null) {
        const sendable = { ...judged, classification, accepted, validity };
        return { known: current, judged: sendable, decision, told: asked.told };
      }
      if (judged.refusal !== null) throw judged.refusal;
      const rule = decision.accepted ? 'undecided' : decision.rule;
      if (rule === 'max_open_orders') this.#parts.openOrders.outdate(current.key.exchangeKey);
      if (!STALE.test(rule) || attempt === MOST_JUDGEMENTS) throw refusalOf(rule);
      if (rule === STALE_ORDER || rule === STALE_PAPER_TIME) continue;
      await this.#parts.reloadKeys();
      const key = this.#parts.keys()?.find(current.dialect.exchange, current.key.id) ?? null;
      if (key === null) throw refusalOf('revoked');
      current = { ...current, key };
    }
  }

  /**
   * Judges by address, time and policy, in this order, so that nobody elsewhere learns a rule. A refusal is kept, because
   * it is recorded like every decision about a known key.
   */
  async #judge(known: Known): Promise<Judged> {
    const { dialect, request, key } = known;
    let classification: Classification | null = null;
    let description = NO_ORDERS;
    let validity: Validity | null = null;
    let own = NO_OWN_ORDERS;
    let openOrders: OpenOrders | null = null;
    try {
      validity = this.#admit(known);
      classification = dialect.classify(request);
      if (classification.class === 'trade')
        description = dialect.describe(request, classification, await this.#spotAccountsOf(known));
      this.#checkTarget(request.inbound.host, key);
      this.#parts.gate.check(request.inbound.host, key.exchangeKey.number);
      own = await this.#parts.ownOrders.lookUp(key, dialect, description);
      const limit = key.policy.trade?.maxOpenOrders ?? null;
      const orders = description.orders.filter(
        ({ action, type }) => action === 'create' && type !== 'market',
      ).length;
      const question = {
        exchange: dialect.exchange,
        host: request.inbound.host,
        symbols: symbolsOf(description, own),
        volume: (key.policy.trade?.maxShareOfVolumePct ?? null) !== null,
      };
      const paper = this.#parts.upstream.paperClock(request.inbound.host);
      // A paper exchange tells its time first, by which everything else goes; a real price is read last, when it is newest.
      let facts = paper === null ? null : await this.#parts.world.facts(question);
      if (limit !== null && orders > 0)
        openOrders = await this.#parts.openOrders.of(key.exchangeKey, dialect, { orders, limit }, paper);
      facts ??= await this.#parts.world.facts(question);
      const judgement = judge(key.policy, {
        classification,
        description,
        ...facts,
        ownOrders: own,
        openOrders,
        time: this.#parts.clock(),
      });
      if (judgement.verdict === 'refused') throw judgement.refusal;
      if (!judgement.cancelsOnly) this.#parts.rates.take(key, paper);
      const spender = {
        exchange: dialect.exchange,
        exchangeKey: key.exchangeKey.number,
        holder: key.name,
        cancels: judgement.cancelsOnly,
      };
      const costs = dialect.costs(request, classification, description);
      const taken = paper === null ? await this.#parts.budget.take(spender, costs) : TAKEN_ON_PAPER;
      const common = { classification, description, known: own, openOrders, taken };
      return { ...common, accepted: judgement, refusal: null, validity };
    } catch (error) {
      const common = { classification, description, known: own, openOrders, taken: null };
      return { ...common, accepted: null, refusal: asRefusal(error), validity };
    }
  }

  /** Whether the key may be used from there, in that way, and now. @throws Refusal address, forbidden, stale */
  #admit({ dialect, request, key, address, peer }: Known): Validity {
    const allowed =
      (key.addresses.length === 0 || isInRanges(address, key.addresses)) &&
      isInRanges(address, key.policy.ips);
    if (!allowed) throw new Refusal('address', 'ips', 'The address is not allowed.');
    if (dialect.uncovered.length > 0 && !peer.tls && !isLoopback(address)) {
      throw new Refusal(
        'forbidden',
        'tls',
        `A ${dialect.exchange} signature does not cover the whole request, so it is only taken over TLS or from this machine.`,
      );
    }
    const { signature } = request;
    if (signature === null) throw new RangeError('only signed requests are admitted');
    this.#parts.clocks.check();
    return checkFreshness(signature, dialect, request.inbound.receivedAt, this.#parts.clockSkewMs);
  }

  /** Asked only where orders name accounts, and only for who may trade at all. */
  async #spotAccountsOf({ dialect, request, key }: Known): Promise<SpotAccountIds> {
    if (dialect.spotAccounts === undefined) return null;
    if (key.policy.trade === null) return NO_ACCOUNTS;
    this.#checkTarget(request.inbound.host, key);
    return this.#parts.spotAccounts.of(key.exchangeKey, dialect);
  }

  /** A key of the real exchange must never sign for a host that is redirected, nor the other way round. */
  #checkTarget(host: string, { exchangeKey }: LoadedVirtualKey): void {
    const target = this.#parts.upstream.isRedirected(host) ? 'redirected' : 'real';
    if (exchangeKey.target === target) return;
    throw new Refusal(
      'forbidden',
      'target',
      `The exchange key is for a ${exchangeKey.target} host, and ${host} is a ${target} one.`,
    );
  }

  async #send(
    known: Known,
    judged: Sendable,
    decision: Extract<Decision, { accepted: true }>,
    told: DecisionRequest['told'],
  ): Promise<Answer> {
    const { classification, accepted, taken } = judged;
    const { dialect, request, key } = known;
    this.#parts.openOrders.sent(key.exchangeKey, accepted.newOrders);
    const started = this.#parts.clock();
    const guard = () => this.#checkStill(known, judged, decision);
    let answer: UpstreamAnswer | null = null;
    let failure: unknown = null;
    const sent = this.#parts.monotonic();
    try {
      if (classification.class === 'public')
        answer = await this.#parts.upstream.send(publicRequest(request), guard);
      else {
        answer = await this.#parts.senders.run(key.exchangeKey, dialect.strictNonce, guard, (nonce) =>
          this.#parts.upstream.send(this.#signed(known, nonce), guard),
        );
      }
    } catch (error) {
      failure = error;
    }
    known.timing.upstreamMs = this.#parts.monotonic() - sent;
    const answered = answer === null ? null : this.#ordersOutcome(known, judged, answer);
    const result = outcomeOf(answer, failure, answered);
    this.#parts.metrics.outcome(dialect.exchange, result.outcome);
    const recorded = this.#recordOutcome(known, decision, result, answer?.status ?? null, started);
    void this.#recordLater(recorded);
    // Before the client can know of its orders, so that its next request finds them.
    const orders = rememberedOrders(decision.entry, key.name, decision.decidedAt, told, result);
    if (told !== undefined) this.#parts.ownOrders.remember(key.exchangeKey.number, orders, recorded);
    // Only what gives a reservation back is waited for, so that the client's next order finds it free.
    if (result.outcome === 'rejected' || result.outcome === 'partly') await recorded;
    if (answer === null) {
      // Nothing left.
      if (result.outcome === 'rejected') taken?.giveBack();
      throw asRefusal(failure);
    }
    void taken?.notice(answer.headers);
    await this.#parts.gate
      .notice(request.inbound.host, key.exchangeKey.number, dialect.answers, answer)
      .catch(() => undefined);
    return this.#answer(answer, dialect, classification, key);
  }

  /** The last look, just before something leaves. @throws Refusal stale, revoked */
  #checkStill(known: Known, { validity }: Sendable, decision: Decided['decision']): void {
    checkStillWanted(validity, this.#parts.clock());
    this.#checkKey(known, decision);
  }

  #checkKey({ dialect, key }: Known, decision: Decided['decision']): void {
    const now = this.#parts.keys()?.find(dialect.exchange, key.id) ?? null;
    if (now === null || now.epoch !== decision.epoch) throw refusalOf('frozen');
    // Rotated meanwhile: what was decided with the old key still leaves with it, until that is retired.
    if (this.#parts.keys()?.maySign(key.exchangeKey) !== true) throw refusalOf('retired');
  }

  /** `settle` waits for it. */
  #recordLater(recorded: Promise<void>): Promise<void> {
    this.#recording.add(recorded);
    return recorded.finally(() => this.#recording.delete(recorded));
  }

  /** What an answer says of the request's orders and cancellations; null for a request that has none. */
  #ordersOutcome(
    { dialect, key }: Known,
    { classification, description, accepted, known }: Sendable,
    answer: UpstreamAnswer,
  ): OrdersOutcome | null {
    if (classification.class !== 'trade') return null;
    const reading = readAnswer(dialect, answer, classification, description);
    if (reading.cancelled.includes(true)) this.#parts.openOrders.outdate(key.exchangeKey);
    const gone = description.cancels.flatMap(({ order, symbol }, at) => {
      if (order === null || !reading.cancelled[at]) return [];
      const recent = this.#parts.ownOrders.recent(key, dialect, order, symbol);
      return [...known(order, symbol).map(({ stored }) => stored), ...recent];
    });
    return ordersOutcome(
      reading,
      accepted,
      gone.map(({ entry, place }) => ({ entry, place })),
    );
  }

  /** An outcome that can't be written stays unknown and keeps its reservation; the client gets its answer all the same. */
  async #recordOutcome(
    known: Known,
    decision: Decision,
    { detail, ...result }: SendResult,
    status: number | null,
    started: number,
  ): Promise<void> {
    const entry = encodeContent({
      kind: 'outcome',
      status,
      latencyMs: Math.max(0, this.#parts.clock() - started),
      detail: detail === null ? null : safeText(detail, TEXT_LIMITS.word),
    });
    try {
      await this.#parts.outcomes.add({ request: decision.entry, ...result, entry });
    } catch (error) {
      this.#parts.metrics.outcomeLost();
      this.#parts.onOutcomeLost(known.key, error);
    }
  }

  #signed({ dialect, request, key }: Known, nonce: bigint): OutboundRequest {
    const stamp: Stamp = { now: this.#parts.clock(), nonce, random: randomBytes(16).toString('hex') };
    const { method, host, path } = request.inbound;
    return dialect.sign(
      { method, host, path, query: request.query, body: request.body },
      key.exchangeKey.key,
      stamp,
    );
  }

  #answer(
    answer: UpstreamAnswer,
    dialect: Dialect,
    classification: Classification,
    key: LoadedVirtualKey,
  ): Answer {
    if (answer.status >= 300 && answer.status < 400) {
      throw new Refusal(
        'unavailable',
        'redirect',
        'The exchange answered with a redirect, which is never followed.',
      );
    }
    const { keyId } = key.exchangeKey.key;
    const body = dialect.redact?.(answer.body, classification, keyId, key.id) ?? answer.body;
    return { status: answer.status, headers: answer.headers, body };
  }

  async #servePublic(dialect: Dialect, request: ParsedRequest, address: IpAddress): Promise<Answer> {
    const classification = dialect.classify(request);
    if (classification.class !== 'public') {
      throw new Refusal('signature', 'unsigned', 'The request is not signed with a virtual key.');
    }
    const { host } = request.inbound;
    const paper = this.#parts.upstream.paperClock(host);
    this.#parts.publicGate.check(address, dialect.exchange, paper);
    this.#parts.gate.check(host, null);
    const spender = {
      exchange: dialect.exchange,
      exchangeKey: null,
      holder: PUBLIC_HOLDER,
      cancels: false,
    };
    const costs = dialect.costs(request, classification, NO_ORDERS);
    const taken = paper === null ? await this.#parts.budget.take(spender, costs) : TAKEN_ON_PAPER;
    try {
      const answer = await this.#parts.upstream.send(publicRequest(request), () => undefined);
      void taken.notice(answer.headers);
      await this.#parts.gate.notice(host, null, dialect.answers, answer).catch(() => undefined);
      if (answer.status >= 300 && answer.status < 400) throw new UpstreamFailure('redirect', true);
      return { status: answer.status, headers: answer.headers, body: answer.body };
    } catch (error) {
      throw asRefusal(error);
    }
  }
}

/** The symbols whose prices are needed: those that orders name, and those of the orders that they change. */
function symbolsOf({ orders }: Description, known: KnownOrders): ReadonlySet<string> {
  return new Set(
    orders.flatMap(({ symbol, amends }) => [
      ...(symbol === null ? [] : [symbol]),
      ...(amends === null ? [] : known(amends, symbol).map((own) => own.symbol)),
    ]),
  );
}

function answerOf({
  status,
  contentType,
  body,
}: {
  status: number;
  contentType: string;
  body: string;
}): Answer {
  return { status, headers: [['Content-Type', contentType]], body: Buffer.from(body, 'utf8') };
}
