-- Orders: which virtual key placed which order, and what a key has sent of each symbol.

ALTER TABLE sends ADD COLUMN told jsonb, ADD COLUMN symbols text[], ADD COLUMN symbol_notionals numeric[];
COMMENT ON COLUMN sends.told IS
  'Its orders, one element each, until the exchange has answered: what becomes of own_orders then. Null where none is kept.';
COMMENT ON COLUMN sends.symbols IS 'Symbol of each order, where the policy limits the share of the volume.';
COMMENT ON COLUMN sends.symbol_notionals IS 'US dollars that each order still reserves; parallel to symbols.';

CREATE TABLE symbol_usage (
  virtual_key integer NOT NULL,
  symbol text NOT NULL,
  notional usd NOT NULL,
  PRIMARY KEY (virtual_key, symbol)
) WITH (fillfactor = 50);
COMMENT ON TABLE symbol_usage IS
  'Per virtual key and symbol, the sum of its sends of the last 24 hours. The key''s row in daily_usage is its lock.';

CREATE TABLE own_orders (
  entry bigint NOT NULL,
  position integer NOT NULL CHECK (position BETWEEN 1 AND 10000),
  exchange_key integer NOT NULL,
  owner label NOT NULL,
  ids text[] NOT NULL CHECK (cardinality(ids) <= 1000),
  symbol text NOT NULL,
  side text NOT NULL CHECK (side IN ('buy', 'sell')),
  type text NOT NULL,
  quantity numeric,
  quote_quantity numeric,
  price numeric,
  trigger numeric,
  certain boolean NOT NULL,
  sent_at timestamptz NOT NULL,
  settled_at timestamptz,
  revision integer NOT NULL DEFAULT 1,
  changing bigint,
  changing_since timestamptz,
  kept_until timestamptz NOT NULL,
  PRIMARY KEY (entry, position)
);
CREATE INDEX own_orders_by_id ON own_orders USING gin (ids) WITH (fastupdate = off);
CREATE INDEX own_orders_changing ON own_orders (changing) WHERE changing IS NOT NULL;
CREATE INDEX own_orders_to_forget ON own_orders (kept_until);
COMMENT ON TABLE own_orders IS 'Orders that virtual keys placed, or may have placed, as they were judged last.';
COMMENT ON COLUMN own_orders.entry IS 'The audit entry that allowed it; position is its place in that request, from 1.';
COMMENT ON COLUMN own_orders.owner IS 'Name of the virtual key; all its generations own the order.';
COMMENT ON COLUMN own_orders.ids IS 'Every id it has, each with the name space it belongs to in front: the client chooses some of them.';
COMMENT ON COLUMN own_orders.quantity IS 'Null, like the three after it: the order has none, or nobody knows since an amendment.';
COMMENT ON COLUMN own_orders.certain IS 'Whether the exchange said that it placed it.';
COMMENT ON COLUMN own_orders.settled_at IS 'When the exchange had answered; null: it never did.';
COMMENT ON COLUMN own_orders.changing IS 'The audit entry of an amendment that is under way.';

-- The new parameters make these other functions; nothing calls the old ones any more.
DROP FUNCTION decide;
DROP FUNCTION record_outcomes;

-- Locks are taken in one order everywhere, so that batches never wait for each other in a circle: the gate; own orders,
-- replay keys, turns of exchange keys, usage of virtual keys, each sorted. Everything is held to the commit.
--
-- Plans are made once for each connection, as in 0003: rows are found by = ANY or by a LATERAL with a LIMIT.
CREATE FUNCTION decide(
  p_replica text, p_virtual_key text[], p_revision bigint[], p_policy bytea[], p_key_version integer[], p_epoch bigint[],
  p_refused_by text[], p_replay bytea[], p_replay_seconds integer[], p_notional numeric[], p_slippage numeric[],
  p_max_notional numeric[], p_max_slippage numeric[], p_orders integer[], p_open_orders integer[],
  p_open_as_of timestamptz[], p_max_orders integer[], p_content bytea[], p_told jsonb[],
  p_amend_at integer[], p_amend_entry bigint[], p_amend_position integer[], p_amend_revision integer[],
  p_share_at integer[], p_share_symbol text[], p_share_notional numeric[], p_share_most numeric[]
) RETURNS TABLE (
  place integer, entry bigint, refused_by text, epoch bigint, decided_at timestamptz,
  used_notional numeric, used_slippage numeric
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp
  SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_variable
DECLARE
  v_count integer := cardinality(p_content);
  v_time timestamptz;
  v_rules text[];
  v_numbers integer[];
  v_exchange_keys integer[];
  v_epochs bigint[];
  v_ids bigint[];
  v_repeated integer[];
  v_turns integer[];
  v_senders integer[];
  v_expired bigint[];
  v_times timestamptz[];
  v_used_notional numeric[] := array_fill(NULL::numeric, ARRAY[v_count]);
  v_used_slippage numeric[] := array_fill(NULL::numeric, ARRAY[v_count]);
  v_at integer;
  v_send record;
  v_key integer;
  v_exchange_key integer;
  v_notional numeric;
  v_slippage numeric;
  v_new_orders integer;
  v_open integer;
  v_open_as_of timestamptz;
  v_stale integer[];
BEGIN
  PERFORM demand_durability();
  LOCK TABLE gate IN ROW EXCLUSIVE MODE;
  v_time := clock_timestamp();

  -- What the keys and the freeze say now, not what a replica remembers.
  SELECT array_agg(k.number ORDER BY i.at), array_agg(k.exchange_key ORDER BY i.at),
    array_agg(greatest(all_.epoch, e.epoch, v.epoch) ORDER BY i.at),
    array_agg(CASE
      WHEN k.number IS NULL THEN 'unknown-key'
      WHEN k.state = 'revoked' THEN 'revoked'
      WHEN k.state = 'frozen' OR all_.frozen IS NOT FALSE OR e.frozen OR v.frozen THEN 'frozen'
      WHEN k.expires_at <= v_time THEN 'expired'
      WHEN i.refused_by IS NOT NULL THEN NULL
      WHEN i.revision IS DISTINCT FROM k.revision THEN 'stale-key'
      WHEN i.policy IS DISTINCT FROM k.policy THEN 'stale-policy'
      WHEN i.key_version IS DISTINCT FROM x.version THEN 'stale-exchange-key'
      WHEN i.epoch IS DISTINCT FROM greatest(all_.epoch, e.epoch, v.epoch) THEN 'stale-epoch'
      END ORDER BY i.at)
  INTO v_numbers, v_exchange_keys, v_epochs, v_rules
  FROM unnest(p_virtual_key, p_revision, p_policy, p_key_version, p_epoch, p_refused_by)
    WITH ORDINALITY AS i (id, revision, policy, key_version, epoch, refused_by, at)
  LEFT JOIN LATERAL (SELECT * FROM virtual_keys r WHERE r.id = i.id LIMIT 1) k ON true
  LEFT JOIN LATERAL (
    SELECT * FROM exchange_key_versions r WHERE r.exchange_key = k.exchange_key AND r.state = 'active' LIMIT 1
  ) x ON true
  LEFT JOIN LATERAL (
    SELECT * FROM freezes r WHERE r.exchange_key IS NULL AND r.virtual_key IS NULL LIMIT 1
  ) all_ ON true
  LEFT JOIN LATERAL (
    SELECT * FROM freezes r WHERE r.exchange_key = k.exchange_key AND r.virtual_key IS NULL LIMIT 1
  ) e ON true
  LEFT JOIN LATERAL (
    SELECT * FROM freezes r WHERE r.exchange_key IS NULL AND r.virtual_key = k.number LIMIT 1
  ) v ON true;

  -- An amendment was judged by what the order was; it must still be that, and nobody else be changing it. The rows stay
  -- locked, so that of two replicas one sees what the other did.
  IF cardinality(p_amend_at) > 0 THEN
    PERFORM FROM own_orders o
    WHERE (o.entry, o.position) IN (SELECT a.entry, a.position FROM unnest(p_amend_entry, p_amend_position) AS a (entry, position))
    ORDER BY o.entry, o.position FOR UPDATE;
    SELECT array_agg(a.at) INTO v_stale FROM (
      SELECT i.*, row_number() OVER (PARTITION BY i.entry, i.position ORDER BY i.at) AS nth
      FROM unnest(p_amend_at, p_amend_entry, p_amend_position, p_amend_revision) AS i (at, entry, position, revision)
    ) a
    LEFT JOIN LATERAL (
      SELECT * FROM own_orders r WHERE r.entry = a.entry AND r.position = a.position LIMIT 1
    ) o ON true
    LEFT JOIN LATERAL (SELECT * FROM virtual_keys r WHERE r.number = v_numbers[a.at] LIMIT 1) k ON true
    WHERE a.nth > 1 OR o.revision IS DISTINCT FROM a.revision OR o.exchange_key IS DISTINCT FROM k.exchange_key
      OR o.owner IS DISTINCT FROM k.name OR o.changing_since > v_time - interval '60 s';
    FOR v_at IN SELECT unnest(v_stale) LOOP v_rules[v_at] := coalesce(v_rules[v_at], 'stale-order'); END LOOP;
  END IF;

  -- Sorted, so that two batches with the same requests don't wait for each other in a circle. A conflict with a batch
  -- that has not committed waits for it.
  WITH wanted AS MATERIALIZED (
    SELECT i.at, i.number, i.digest, i.seconds,
      row_number() OVER (PARTITION BY i.number, i.digest ORDER BY i.at) AS nth
    FROM unnest(v_numbers, p_replay, p_replay_seconds, v_rules)
      WITH ORDINALITY AS i (number, digest, seconds, rule, at)
    WHERE i.rule IS NULL AND i.digest IS NOT NULL
  ), fresh AS (
    INSERT INTO replay_keys AS r (virtual_key, digest, expires_at)
    SELECT w.number, w.digest, v_time + make_interval(secs => w.seconds) FROM wanted w WHERE w.nth = 1
    ORDER BY w.number, w.digest
    ON CONFLICT DO NOTHING
    RETURNING r.virtual_key, r.digest
  )
  SELECT array_agg(w.at::integer) INTO v_repeated
  FROM wanted w WHERE w.nth > 1 OR (w.number, w.digest) NOT IN (SELECT f.virtual_key, f.digest::bytea FROM fresh f);
  FOR v_at IN SELECT unnest(v_repeated) LOOP v_rules[v_at] := 'replay'; END LOOP;
  FOR v_at IN 1 .. v_count LOOP
    v_rules[v_at] := coalesce(v_rules[v_at], p_refused_by[v_at]);
  END LOOP;

  SELECT array_agg(DISTINCT i.exchange_key), array_agg(DISTINCT i.number) INTO v_turns, v_senders
  FROM unnest(v_exchange_keys, v_numbers, v_rules, p_notional, p_slippage, p_orders)
    AS i (exchange_key, number, rule, notional, slippage, orders)
  WHERE i.rule IS NULL AND (i.notional > 0 OR i.slippage > 0 OR i.orders > 0);
  PERFORM FROM send_turns t WHERE t.exchange_key = ANY (v_turns) ORDER BY t.exchange_key FOR UPDATE;
  PERFORM FROM daily_usage u WHERE u.virtual_key = ANY (v_senders) ORDER BY u.virtual_key FOR UPDATE;
  v_time := clock_timestamp();
  v_times := array_fill(v_time, ARRAY[v_count]);

  -- A bounded piece at a time: what is left counts against the limit until it is swept.
  SELECT array_agg(o.entry) INTO v_expired FROM daily_usage u CROSS JOIN LATERAL (
    SELECT c.entry FROM sends c
    WHERE c.virtual_key = u.virtual_key AND c.sent_at <= greatest(u.latest, v_time) - interval '24 hours'
    ORDER BY c.sent_at LIMIT 500
  ) o WHERE u.virtual_key = ANY (v_senders);
  IF v_expired IS NOT NULL THEN
    WITH gone AS (
      DELETE FROM sends s WHERE s.entry = ANY (v_expired)
      RETURNING s.virtual_key, s.notional, s.slippage, s.symbols, s.symbol_notionals
    ), returned AS (
      UPDATE symbol_usage u SET notional = u.notional - g.notional
      FROM (SELECT o.virtual_key, p.symbol, sum(p.notional) AS notional
        FROM gone o CROSS JOIN LATERAL unnest(o.symbols, o.symbol_notionals) AS p (symbol, notional)
        GROUP BY o.virtual_key, p.symbol) g
      WHERE u.virtual_key = g.virtual_key AND u.symbol = g.symbol AND u.virtual_key = ANY (v_senders)
    )
    UPDATE daily_usage u SET notional = u.notional - g.notional, slippage = u.slippage - g.slippage
    FROM (SELECT o.virtual_key, sum(o.notional) AS notional, sum(o.slippage) AS slippage FROM gone o GROUP BY o.virtual_key) g
    WHERE u.virtual_key = g.virtual_key AND u.virtual_key = ANY (v_senders);
  END IF;

  FOR v_send IN
    SELECT i.*, coalesce(u.notional, 0) AS used_notional, coalesce(u.slippage, 0) AS used_slippage,
      greatest(u.latest, v_time) AS latest
    FROM unnest(v_exchange_keys, v_numbers, v_rules, p_notional, p_slippage, p_orders)
      WITH ORDINALITY AS i (exchange_key, number, rule, notional, slippage, orders, at)
    LEFT JOIN LATERAL (SELECT * FROM daily_usage r WHERE r.virtual_key = i.number LIMIT 1) u ON true
    WHERE i.rule IS NULL AND (i.notional > 0 OR i.slippage > 0 OR i.orders > 0)
    ORDER BY i.exchange_key, i.number, i.at
  LOOP
    IF v_exchange_key IS DISTINCT FROM v_send.exchange_key THEN
      v_exchange_key := v_send.exchange_key;
      v_new_orders := 0;
      v_open := NULL;
    END IF;
    IF v_key IS DISTINCT FROM v_send.number THEN
      v_key := v_send.number;
      v_notional := v_send.used_notional;
      v_slippage := v_send.used_slippage;
    END IF;
    v_at := v_send.at;
    IF v_notional + v_send.notional > p_max_notional[v_at] THEN
      v_rules[v_at] := 'max_daily_usd';
    ELSIF v_slippage + v_send.slippage > p_max_slippage[v_at] THEN
      v_rules[v_at] := 'max_daily_slippage_usd';
    ELSIF v_at = ANY (p_share_at) AND (
      SELECT bool_or(coalesce(u.notional, 0) + n.notional > n.most) FROM (
        SELECT i.symbol, sum(i.notional) AS notional, min(i.most) AS most
        FROM unnest(p_share_at, p_share_symbol, p_share_notional, p_share_most) AS i (at, symbol, notional, most)
        WHERE i.at = v_at GROUP BY i.symbol
      ) n
      LEFT JOIN LATERAL (
        SELECT * FROM symbol_usage r WHERE r.virtual_key = v_key AND r.symbol = n.symbol LIMIT 1
      ) u ON true
    ) THEN
      v_rules[v_at] := 'max_share_of_volume_pct';
    ELSIF v_send.orders > 0 AND p_max_orders[v_at] IS NOT NULL THEN
      -- The exchange's count holds what had been answered when it was asked; the rest is counted here. A send without
      -- an answer for 60 s is taken as answered: no request lasts that long.
      IF v_open IS NULL OR v_open_as_of IS DISTINCT FROM p_open_as_of[v_at] THEN
        v_open_as_of := p_open_as_of[v_at];
        SELECT coalesce(sum(n.orders), 0) INTO v_open FROM (
          SELECT s.orders FROM sends s
          WHERE s.exchange_key = v_exchange_key AND s.orders > 0 AND s.settled_at > v_open_as_of
          UNION ALL
          SELECT s.orders FROM sends s
          WHERE s.exchange_key = v_exchange_key AND s.orders > 0 AND s.settled_at IS NULL
            AND s.sent_at > v_open_as_of - interval '60 s'
        ) n;
      END IF;
      IF p_open_orders[v_at] IS NULL OR p_open_as_of[v_at] IS NULL OR p_open_as_of[v_at] > v_time
        OR p_open_orders[v_at] + v_open + v_new_orders + v_send.orders > p_max_orders[v_at] THEN
        v_rules[v_at] := 'max_open_orders';
      END IF;
    END IF;
    IF v_rules[v_at] IS NULL THEN
      v_notional := v_notional + v_send.notional;
      v_slippage := v_slippage + v_send.slippage;
      v_new_orders := v_new_orders + v_send.orders;
      IF v_at = ANY (p_share_at) THEN
        INSERT INTO symbol_usage AS u (virtual_key, symbol, notional)
        SELECT v_key, i.symbol, sum(i.notional)
        FROM unnest(p_share_at, p_share_symbol, p_share_notional) AS i (at, symbol, notional)
        WHERE i.at = v_at GROUP BY i.symbol
        ON CONFLICT (virtual_key, symbol) DO UPDATE SET notional = u.notional + excluded.notional;
      END IF;
    END IF;
    v_times[v_at] := v_send.latest;
    v_used_notional[v_at] := v_notional;
    v_used_slippage[v_at] := v_slippage;
  END LOOP;
  -- The last request of each key has its sum.
  INSERT INTO daily_usage AS u (virtual_key, notional, slippage, latest)
  SELECT DISTINCT ON (i.number) i.number, i.notional, i.slippage, i.latest
  FROM unnest(v_numbers, v_used_notional, v_used_slippage, v_times) WITH ORDINALITY AS i (number, notional, slippage, latest, at)
  WHERE i.notional IS NOT NULL ORDER BY i.number, i.at DESC
  ON CONFLICT (virtual_key) DO UPDATE
    SET notional = excluded.notional, slippage = excluded.slippage, latest = excluded.latest;

  SELECT array_agg(nextval('audit_entries_id_seq')) INTO v_ids FROM generate_series(1, v_count);
  INSERT INTO audit_entries (id, kind, virtual_key, accepted, rule, replica, recorded_at, canonical)
  SELECT i.id, 'request', i.number, i.rule IS NULL, i.rule, p_replica, v_time,
    canonical_entry(i.id, 'request', v_time, p_replica,
      jsonb_build_object('key', i.key, 'accepted', i.rule IS NULL, 'rule', i.rule), i.content)
  FROM unnest(v_ids, v_numbers, v_rules, p_virtual_key, p_content) AS i (id, number, rule, key, content);
  INSERT INTO sends (entry, exchange_key, virtual_key, sent_at, notional, slippage, orders, told)
  SELECT i.id, i.exchange_key, i.number, i.at, i.notional, i.slippage, i.orders, i.told
  FROM unnest(v_ids, v_exchange_keys, v_numbers, v_times, v_rules, p_notional, p_slippage, p_orders, p_told)
    AS i (id, exchange_key, number, at, rule, notional, slippage, orders, told)
  WHERE i.rule IS NULL AND (i.notional > 0 OR i.slippage > 0 OR i.orders > 0);
  IF cardinality(p_share_at) > 0 THEN
    UPDATE sends s SET symbols = n.symbols, symbol_notionals = n.notionals
    FROM (SELECT v_ids[i.at] AS id, array_agg(i.symbol ORDER BY i.nth) AS symbols,
        array_agg(i.notional ORDER BY i.nth) AS notionals
      FROM unnest(p_share_at, p_share_symbol, p_share_notional) WITH ORDINALITY AS i (at, symbol, notional, nth)
      GROUP BY i.at) n
    WHERE s.entry = n.id AND s.entry = ANY (v_ids);
  END IF;
  -- What an order is, nobody knows until the exchange has answered.
  IF cardinality(p_amend_at) > 0 THEN
    UPDATE own_orders o SET revision = o.revision + 1, changing = a.id, changing_since = v_time,
      quantity = NULL, quote_quantity = NULL, price = NULL, trigger = NULL
    FROM (SELECT v_ids[i.at] AS id, v_rules[i.at] AS rule, i.entry, i.position
      FROM unnest(p_amend_at, p_amend_entry, p_amend_position) AS i (at, entry, position)) a
    WHERE a.rule IS NULL AND o.entry = a.entry AND o.position = a.position AND o.entry = ANY (p_amend_entry);
  END IF;
  RETURN QUERY SELECT i.at::integer, i.id, i.rule, i.epoch, v_time, i.notional, i.slippage
  FROM unnest(v_ids, v_rules, v_epochs, v_used_notional, v_used_slippage)
    WITH ORDINALITY AS i (id, rule, epoch, notional, slippage, at);
END $$;
COMMENT ON FUNCTION decide IS
  'Decides a batch and records it; arrays are parallel, one element a request. Only a row without refused_by allows sending.';

CREATE FUNCTION record_outcomes(
  p_replica text, p_entry bigint[], p_outcome text[], p_kept_notional numeric[], p_kept_slippage numeric[],
  p_kept_orders integer[], p_content bytea[], p_id_at integer[], p_id_position integer[], p_id text[],
  p_rejected_at integer[], p_rejected_position integer[], p_gone_entry bigint[], p_gone_position integer[]
) RETURNS TABLE (place integer, entry bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp
  SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_variable
DECLARE
  v_time timestamptz := clock_timestamp();
  v_ids bigint[];
  v_new bigint[];
  v_settled bigint[];
  v_told bigint[];
  v_keys integer[];
BEGIN
  PERFORM demand_durability();
  SELECT array_agg(nextval('audit_entries_id_seq')) INTO v_ids FROM generate_series(1, cardinality(p_entry));
  WITH written AS (
    INSERT INTO audit_entries AS a (id, kind, virtual_key, outcome_of, replica, recorded_at, canonical)
    SELECT i.id, 'outcome', e.virtual_key, i.entry, p_replica, v_time,
      canonical_entry(i.id, 'outcome', v_time, p_replica, jsonb_build_object('of', i.entry, 'outcome', i.outcome), i.content)
    FROM unnest(v_ids, p_entry, p_outcome, p_content) AS i (id, entry, outcome, content)
    CROSS JOIN LATERAL (SELECT * FROM audit_entries r WHERE r.id = i.entry AND r.accepted LIMIT 1) e
    ORDER BY i.entry, i.id
    ON CONFLICT (outcome_of) WHERE outcome_of IS NOT NULL DO NOTHING
    RETURNING a.id, a.outcome_of
  )
  SELECT array_agg(w.id), array_agg(w.outcome_of) INTO v_new, v_settled FROM written w;

  SELECT array_agg(s.entry) INTO v_told FROM sends s WHERE s.entry = ANY (v_settled) AND s.told IS NOT NULL;
  IF v_told IS NOT NULL THEN
    PERFORM FROM own_orders o WHERE o.changing = ANY (v_told) ORDER BY o.entry, o.position FOR UPDATE;
    WITH known AS MATERIALIZED (
      SELECT s.entry, s.exchange_key, s.virtual_key, s.sent_at, i.outcome, t.position::integer, t.told,
        i.outcome = 'rejected' OR EXISTS (
          SELECT FROM unnest(p_rejected_at, p_rejected_position) AS r (at, position)
          WHERE r.at = i.at AND r.position = t.position
        ) AS rejected,
        ARRAY(SELECT jsonb_array_elements_text(t.told -> 'ids')) || ARRAY(
          SELECT n.id FROM unnest(p_id_at, p_id_position, p_id) AS n (at, position, id)
          WHERE n.at = i.at AND n.position = t.position
        ) AS ids
      FROM unnest(p_entry, p_outcome, v_ids) WITH ORDINALITY AS i (entry, outcome, id, at)
      CROSS JOIN LATERAL (SELECT * FROM sends r WHERE r.entry = i.entry LIMIT 1) s
      CROSS JOIN LATERAL jsonb_array_elements(s.told) WITH ORDINALITY AS t (told, position)
      WHERE i.id = ANY (v_new) AND i.entry = ANY (v_told) AND jsonb_typeof(t.told) = 'object'
    ), placed AS (
      INSERT INTO own_orders (entry, position, exchange_key, owner, ids, symbol, side, type, quantity, quote_quantity, price,
        trigger, certain, sent_at, settled_at, kept_until)
      SELECT w.entry, w.position, w.exchange_key, k.name, w.ids, w.told ->> 'symbol', w.told ->> 'side', w.told ->> 'type',
        (w.told ->> 'quantity')::numeric, (w.told ->> 'quoteQuantity')::numeric, (w.told ->> 'price')::numeric,
        (w.told ->> 'trigger')::numeric, w.outcome <> 'unknown', w.sent_at, v_time,
        v_time + make_interval(days => (w.told ->> 'keepDays')::integer)
      FROM known w CROSS JOIN LATERAL (SELECT * FROM virtual_keys r WHERE r.number = w.virtual_key LIMIT 1) k
      WHERE NOT w.rejected AND NOT w.told ? 'amends'
      ON CONFLICT DO NOTHING
    )
    UPDATE own_orders o SET revision = o.revision + 1, changing = NULL, changing_since = NULL,
      ids = o.ids || w.ids,
      quantity = (w.now ->> 'quantity')::numeric, quote_quantity = (w.now ->> 'quoteQuantity')::numeric,
      price = (w.now ->> 'price')::numeric, trigger = (w.now ->> 'trigger')::numeric,
      kept_until = greatest(o.kept_until, v_time + interval '90 days')
    FROM (SELECT n.*, CASE WHEN n.rejected THEN n.told -> 'before' WHEN n.outcome <> 'unknown' THEN n.told -> 'after' END AS now
      FROM known n WHERE n.told ? 'amends') w
    WHERE o.entry = (w.told -> 'amends' ->> 'entry')::bigint AND o.position = (w.told -> 'amends' ->> 'place')::integer
      AND o.changing = w.entry AND o.changing = ANY (v_told);
  END IF;
  IF cardinality(p_gone_entry) > 0 THEN
    WITH gone AS (
      SELECT o.entry, o.position FROM own_orders o WHERE (o.entry, o.position) IN (
        SELECT i.entry, i.position FROM unnest(p_gone_entry, p_gone_position) AS i (entry, position)
      ) ORDER BY o.entry, o.position FOR UPDATE
    )
    UPDATE own_orders o SET kept_until = least(o.kept_until, v_time + interval '7 days')
    FROM gone g WHERE o.entry = g.entry AND o.position = g.position AND o.entry = ANY (p_gone_entry);
  END IF;

  SELECT array_agg(DISTINCT s.virtual_key) INTO v_keys FROM sends s WHERE s.entry = ANY (v_settled);
  PERFORM FROM daily_usage u WHERE u.virtual_key = ANY (v_keys) ORDER BY u.virtual_key FOR UPDATE;
  WITH answered AS MATERIALIZED (
    SELECT s.entry, s.virtual_key, s.notional, s.slippage, s.orders, s.symbols, s.symbol_notionals, i.outcome,
      CASE WHEN i.outcome = 'rejected' THEN ARRAY(SELECT 0::numeric FROM unnest(s.symbols))
        WHEN i.outcome = 'partly' THEN ARRAY(
          SELECT CASE WHEN EXISTS (
            SELECT FROM unnest(p_rejected_at, p_rejected_position) AS r (at, position)
            WHERE r.at = i.at AND r.position = n.position
          ) THEN 0 ELSE n.notional END
          FROM unnest(s.symbol_notionals) WITH ORDINALITY AS n (notional, position) ORDER BY n.position
        ) ELSE s.symbol_notionals END AS kept_symbol_notionals,
      least(s.notional, CASE i.outcome WHEN 'rejected' THEN 0 WHEN 'partly' THEN i.notional END) AS kept_notional,
      least(s.slippage, CASE i.outcome WHEN 'rejected' THEN 0 WHEN 'partly' THEN i.slippage END) AS kept_slippage,
      least(s.orders, CASE i.outcome WHEN 'rejected' THEN 0 WHEN 'partly' THEN i.orders END) AS kept_orders
    FROM unnest(v_ids, p_entry, p_outcome, p_kept_notional, p_kept_slippage, p_kept_orders)
      WITH ORDINALITY AS i (id, entry, outcome, notional, slippage, orders, at)
    CROSS JOIN LATERAL (SELECT * FROM sends r WHERE r.entry = i.entry LIMIT 1) s
    WHERE i.id = ANY (v_new)
  ), settled AS (
    UPDATE sends s SET notional = t.kept_notional, slippage = t.kept_slippage, orders = t.kept_orders,
      settled_at = CASE t.outcome WHEN 'unknown' THEN greatest(v_time, s.sent_at + interval '60 s') ELSE v_time END,
      outcome = t.outcome, told = NULL,
      symbol_notionals = CASE WHEN s.symbols IS NULL THEN NULL ELSE t.kept_symbol_notionals END
    FROM answered t WHERE s.entry = t.entry AND s.entry = ANY (v_settled)
    RETURNING t.virtual_key, t.notional - t.kept_notional AS notional, t.slippage - t.kept_slippage AS slippage,
      t.symbols, t.symbol_notionals, t.kept_symbol_notionals
  ), returned AS (
    UPDATE symbol_usage u SET notional = u.notional - r.notional
    FROM (SELECT s.virtual_key, p.symbol, sum(p.notional - p.kept) AS notional
      FROM settled s CROSS JOIN LATERAL unnest(s.symbols, s.symbol_notionals, s.kept_symbol_notionals) AS p (symbol, notional, kept)
      GROUP BY s.virtual_key, p.symbol HAVING sum(p.notional - p.kept) > 0) r
    WHERE u.virtual_key = r.virtual_key AND u.symbol = r.symbol AND u.virtual_key = ANY (v_keys)
  )
  UPDATE daily_usage u SET notional = u.notional - r.notional, slippage = u.slippage - r.slippage
  FROM (SELECT s.virtual_key, sum(s.notional) AS notional, sum(s.slippage) AS slippage FROM settled s
    GROUP BY s.virtual_key HAVING sum(s.notional) > 0 OR sum(s.slippage) > 0) r
  WHERE u.virtual_key = r.virtual_key AND u.virtual_key = ANY (v_keys);
  RETURN QUERY SELECT i.at::integer, CASE WHEN i.id = ANY (v_new) THEN i.id END
  FROM unnest(v_ids) WITH ORDINALITY AS i (id, at);
END $$;
COMMENT ON FUNCTION record_outcomes IS
  'Records what became of sent requests, once each, and gives back what the exchange definitely rejected.';

CREATE FUNCTION find_orders(p_exchange_key integer, p_ids text[]) RETURNS TABLE (
  entry bigint, place integer, owner text, ids text[], symbol text, side text, type text,
  quantity numeric, quote_quantity numeric, price numeric, trigger numeric,
  certain boolean, sent_at timestamptz, settled_at timestamptz, revision integer, changing boolean
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = holdfast, pg_temp SET enable_seqscan = off AS $$
  SELECT o.entry, o.position, o.owner::text, o.ids, o.symbol, o.side, o.type, o.quantity, o.quote_quantity, o.price, o.trigger,
    o.certain, o.sent_at, o.settled_at, o.revision, coalesce(o.changing_since > clock_timestamp() - interval '60 s', false)
  FROM own_orders o WHERE o.ids && p_ids AND o.exchange_key = p_exchange_key
  UNION ALL
  SELECT s.entry, t.position::integer, k.name::text, ARRAY(SELECT jsonb_array_elements_text(t.told -> 'ids')),
    t.told ->> 'symbol', t.told ->> 'side', t.told ->> 'type', (t.told ->> 'quantity')::numeric,
    (t.told ->> 'quoteQuantity')::numeric, (t.told ->> 'price')::numeric, (t.told ->> 'trigger')::numeric,
    false, s.sent_at, NULL, 0, false
  FROM sends s
  CROSS JOIN LATERAL jsonb_array_elements(s.told) WITH ORDINALITY AS t (told, position)
  CROSS JOIN LATERAL (SELECT * FROM virtual_keys r WHERE r.number = s.virtual_key LIMIT 1) k
  WHERE s.exchange_key = p_exchange_key AND s.orders > 0 AND s.settled_at IS NULL
    AND jsonb_typeof(t.told) = 'object' AND NOT t.told ? 'amends' AND t.told -> 'ids' ?| p_ids
  LIMIT 1000
$$;
COMMENT ON FUNCTION find_orders IS
  'The orders of an account that have one of the ids, of whichever virtual key; those whose answer is not known yet have revision 0.';

CREATE FUNCTION adopt_orders(p_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp SET enable_seqscan = off AS $$
DECLARE
  v_lost bigint[];
BEGIN
  SELECT array_agg(s.entry) INTO v_lost FROM exchange_keys k CROSS JOIN LATERAL (
    SELECT r.entry FROM sends r
    WHERE r.exchange_key = k.number AND r.orders > 0 AND r.settled_at IS NULL AND r.told IS NOT NULL
      AND r.sent_at < clock_timestamp() - interval '5 minutes'
    ORDER BY r.sent_at LIMIT p_most FOR UPDATE SKIP LOCKED
  ) s;
  IF v_lost IS NULL THEN RETURN 0; END IF;
  INSERT INTO own_orders (entry, position, exchange_key, owner, ids, symbol, side, type, quantity, quote_quantity, price,
    trigger, certain, sent_at, kept_until)
  SELECT s.entry, t.position, s.exchange_key, k.name, ARRAY(SELECT jsonb_array_elements_text(t.told -> 'ids')),
    t.told ->> 'symbol', t.told ->> 'side', t.told ->> 'type', (t.told ->> 'quantity')::numeric,
    (t.told ->> 'quoteQuantity')::numeric, (t.told ->> 'price')::numeric, (t.told ->> 'trigger')::numeric,
    false, s.sent_at, s.sent_at + make_interval(days => (t.told ->> 'keepDays')::integer)
  FROM sends s
  CROSS JOIN LATERAL jsonb_array_elements(s.told) WITH ORDINALITY AS t (told, position)
  CROSS JOIN LATERAL (SELECT * FROM virtual_keys r WHERE r.number = s.virtual_key LIMIT 1) k
  WHERE s.entry = ANY (v_lost) AND jsonb_typeof(t.told) = 'object' AND NOT t.told ? 'amends'
  ON CONFLICT DO NOTHING;
  UPDATE sends s SET told = NULL WHERE s.entry = ANY (v_lost);
  RETURN cardinality(v_lost);
END $$;
COMMENT ON FUNCTION adopt_orders IS
  'Keeps the orders of sends whose gateway ended before the answer was recorded; their sends are forgotten after 24 hours.';

CREATE FUNCTION forget_orders(p_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
DECLARE
  v_gone integer;
BEGIN
  WITH old AS (
    SELECT o.entry, o.position FROM own_orders o WHERE o.kept_until < clock_timestamp()
    ORDER BY o.kept_until LIMIT p_most FOR UPDATE SKIP LOCKED
  )
  DELETE FROM own_orders o USING old g WHERE o.entry = g.entry AND o.position = g.position;
  GET DIAGNOSTICS v_gone = ROW_COUNT;
  RETURN v_gone;
END $$;
COMMENT ON FUNCTION forget_orders IS 'Drops orders past their time, a bounded number at once.';

REVOKE ALL ON own_orders, symbol_usage FROM PUBLIC;
REVOKE ALL ON FUNCTION decide, record_outcomes, find_orders, adopt_orders, forget_orders FROM PUBLIC;
GRANT SELECT ON own_orders, symbol_usage TO holdfast_gateway, holdfast_operator;
GRANT EXECUTE ON FUNCTION decide, record_outcomes, find_orders, adopt_orders, forget_orders TO holdfast_gateway;
