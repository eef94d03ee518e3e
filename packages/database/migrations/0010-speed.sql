-- Speed: the same decisions and the same bytes as 0009, at less processor time.
-- * What is the same for a whole batch is worked out once: the pattern of the replica's name, the time as text.
-- * Expressions in the loop over orders have no subqueries, so that PL/pgSQL evaluates them without an executor.
-- * What seldom happens (a replay, a rejection) is looked for in statements of its own.

CREATE FUNCTION entry_envelope(p_kind text, p_time timestamptz, p_replica text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT ',"kind":"' || p_kind || '","time":"' || to_char(p_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    || '","replica":' || to_json(p_replica) || ',"verdict":'
$$;
COMMENT ON FUNCTION entry_envelope IS 'What canonical_entry writes between number and verdict: the same for all entries of a batch.';

CREATE FUNCTION entry_bytes(p_start text, p_content bytea) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT convert_to(p_start, 'UTF8') || p_content || '\x7d'::bytea
$$;
COMMENT ON FUNCTION entry_bytes IS 'The stored bytes of an entry: what the database says, then what the caller says.';

CREATE OR REPLACE FUNCTION decide(
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
  -- Its pattern is matched here once, not again for each row.
  v_replica label := p_replica;
  v_time timestamptz;
  v_rules text[];
  v_numbers integer[];
  -- The first generation's, whose sums all generations of a key share (0009).
  v_accounts integer[];
  v_exchange_keys integer[];
  v_epochs bigint[];
  v_ids bigint[];
  v_envelope text;
  v_repeated integer[];
  v_wanted integer;
  v_fresh_numbers integer[];
  v_fresh_digests bytea[];
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
  v_passed boolean;
  v_stale integer[];
BEGIN
  PERFORM demand_durability();
  LOCK TABLE gate IN ROW EXCLUSIVE MODE;
  v_time := clock_timestamp();

  -- What the keys and the freeze say now, not what a replica remembers.
  SELECT array_agg(k.number ORDER BY i.at),
    array_agg(CASE WHEN k.generation > 1
      THEN (SELECT r.number FROM virtual_keys r WHERE r.name = k.name AND r.generation = 1 LIMIT 1)
      ELSE k.number END ORDER BY i.at),
    array_agg(k.exchange_key ORDER BY i.at),
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
  INTO v_numbers, v_accounts, v_exchange_keys, v_epochs, v_rules
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
  WITH fresh AS (
    INSERT INTO replay_keys AS r (virtual_key, digest, expires_at)
    SELECT i.number, i.digest, v_time + make_interval(secs => i.seconds)
    FROM unnest(v_numbers, p_replay, p_replay_seconds, v_rules) AS i (number, digest, seconds, rule)
    WHERE i.rule IS NULL AND i.digest IS NOT NULL
    ORDER BY i.number, i.digest
    ON CONFLICT DO NOTHING
    RETURNING r.virtual_key, r.digest
  )
  SELECT array_agg(f.virtual_key), array_agg(f.digest::bytea) INTO v_fresh_numbers, v_fresh_digests FROM fresh f;
  SELECT count(*) INTO v_wanted FROM unnest(p_replay, v_rules) AS i (digest, rule)
  WHERE i.rule IS NULL AND i.digest IS NOT NULL;
  -- Seldom: some were there already, in the table or earlier in this batch.
  IF v_wanted > coalesce(cardinality(v_fresh_numbers), 0) THEN
    SELECT array_agg(w.at::integer) INTO v_repeated FROM (
      SELECT i.at, i.number, i.digest, row_number() OVER (PARTITION BY i.number, i.digest ORDER BY i.at) AS nth
      FROM unnest(v_numbers, p_replay, v_rules) WITH ORDINALITY AS i (number, digest, rule, at)
      WHERE i.rule IS NULL AND i.digest IS NOT NULL
    ) w
    WHERE w.nth > 1
      OR (w.number, w.digest) NOT IN (SELECT f.number, f.digest FROM unnest(v_fresh_numbers, v_fresh_digests) AS f (number, digest));
    FOREACH v_at IN ARRAY v_repeated LOOP v_rules[v_at] := 'replay'; END LOOP;
  END IF;
  FOR v_at IN 1 .. v_count LOOP
    v_rules[v_at] := coalesce(v_rules[v_at], p_refused_by[v_at]);
  END LOOP;

  SELECT array_agg(DISTINCT i.exchange_key), array_agg(DISTINCT i.number) INTO v_turns, v_senders
  FROM unnest(v_exchange_keys, v_accounts, v_rules, p_notional, p_slippage, p_orders)
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
    SELECT i.*, i.at = ANY (p_share_at) AS shares, coalesce(u.notional, 0) AS used_notional,
      coalesce(u.slippage, 0) AS used_slippage, greatest(u.latest, v_time) AS latest
    FROM unnest(v_exchange_keys, v_accounts, v_rules, p_notional, p_slippage, p_orders, p_max_notional, p_max_slippage,
      p_max_orders)
      WITH ORDINALITY AS i (exchange_key, number, rule, notional, slippage, orders, max_notional, max_slippage, max_orders, at)
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
    IF v_notional + v_send.notional > v_send.max_notional THEN
      v_rules[v_at] := 'max_daily_usd';
    ELSIF v_slippage + v_send.slippage > v_send.max_slippage THEN
      v_rules[v_at] := 'max_daily_slippage_usd';
    END IF;
    IF v_send.shares AND v_rules[v_at] IS NULL THEN
      SELECT bool_or(coalesce(u.notional, 0) + n.notional > n.most) INTO v_passed FROM (
        SELECT i.symbol, sum(i.notional) AS notional, min(i.most) AS most
        FROM unnest(p_share_at, p_share_symbol, p_share_notional, p_share_most) AS i (at, symbol, notional, most)
        WHERE i.at = v_at GROUP BY i.symbol
      ) n
      LEFT JOIN LATERAL (
        SELECT * FROM symbol_usage r WHERE r.virtual_key = v_key AND r.symbol = n.symbol LIMIT 1
      ) u ON true;
      IF v_passed THEN v_rules[v_at] := 'max_share_of_volume_pct'; END IF;
    END IF;
    IF v_send.max_orders IS NOT NULL AND v_send.orders > 0 AND v_rules[v_at] IS NULL THEN
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
        OR p_open_orders[v_at] + v_open + v_new_orders + v_send.orders > v_send.max_orders THEN
        v_rules[v_at] := 'max_open_orders';
      END IF;
    END IF;
    IF v_rules[v_at] IS NULL THEN
      v_notional := v_notional + v_send.notional;
      v_slippage := v_slippage + v_send.slippage;
      v_new_orders := v_new_orders + v_send.orders;
      IF v_send.shares THEN
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
  FROM unnest(v_accounts, v_used_notional, v_used_slippage, v_times) WITH ORDINALITY AS i (number, notional, slippage, latest, at)
  WHERE i.notional IS NOT NULL ORDER BY i.number, i.at DESC
  ON CONFLICT (virtual_key) DO UPDATE
    SET notional = excluded.notional, slippage = excluded.slippage, latest = excluded.latest;

  v_envelope := entry_envelope('request', v_time, v_replica) || '{"key": ';
  SELECT array_agg(nextval('audit_entries_id_seq')) INTO v_ids FROM generate_series(1, v_count);
  INSERT INTO audit_entries (id, kind, virtual_key, accepted, rule, replica, recorded_at, canonical)
  SELECT i.id, 'request', i.number, i.rule IS NULL, i.rule, v_replica, v_time,
    entry_bytes('{"id":' || i.id || v_envelope || to_json(i.key) || ', "rule": ' || coalesce(to_json(i.rule)::text, 'null')
      || ', "accepted": ' || CASE WHEN i.rule IS NULL THEN 'true' ELSE 'false' END || '},"content":', i.content)
  FROM unnest(v_ids, v_numbers, v_rules, p_virtual_key, p_content) AS i (id, number, rule, key, content);
  INSERT INTO sends (entry, exchange_key, virtual_key, sent_at, notional, slippage, orders, told)
  SELECT i.id, i.exchange_key, i.number, i.at, i.notional, i.slippage, i.orders, i.told
  FROM unnest(v_ids, v_exchange_keys, v_accounts, v_times, v_rules, p_notional, p_slippage, p_orders, p_told)
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

CREATE FUNCTION answered_orders(
  p_entry bigint[], p_outcome text[], p_written bigint[], p_new bigint[], p_told bigint[], p_id_at integer[],
  p_id_position integer[], p_id text[], p_rejected_at integer[], p_rejected_position integer[]
) RETURNS TABLE (
  entry bigint, exchange_key integer, virtual_key integer, sent_at timestamptz, outcome text, "position" integer,
  told jsonb, rejected boolean, ids text[]
) LANGUAGE sql STABLE AS $$
  SELECT s.entry, s.exchange_key, s.virtual_key, s.sent_at, i.outcome, t.position::integer, t.told,
    i.outcome = 'rejected' OR (i.at, t.position) IN (SELECT r.at, r.position FROM unnest(p_rejected_at, p_rejected_position) AS r (at, position)),
    ARRAY(SELECT jsonb_array_elements_text(t.told -> 'ids')) || n.ids
  FROM unnest(p_entry, p_outcome, p_written) WITH ORDINALITY AS i (entry, outcome, written, at)
  CROSS JOIN LATERAL (SELECT * FROM sends r WHERE r.entry = i.entry LIMIT 1) s
  CROSS JOIN LATERAL jsonb_array_elements(s.told) WITH ORDINALITY AS t (told, position)
  LEFT JOIN (
    SELECT u.at, u.position, array_agg(u.id) AS ids FROM unnest(p_id_at, p_id_position, p_id) AS u (at, position, id)
    GROUP BY u.at, u.position
  ) n ON n.at = i.at AND n.position = t.position
  WHERE i.written = ANY (p_new) AND i.entry = ANY (p_told) AND jsonb_typeof(t.told) = 'object'
$$;
COMMENT ON FUNCTION answered_orders IS 'The orders of requests whose outcome was just written, with what the answer says of each; for record_outcomes.';

CREATE OR REPLACE FUNCTION record_outcomes(
  p_replica text, p_entry bigint[], p_outcome text[], p_kept_notional numeric[], p_kept_slippage numeric[],
  p_kept_orders integer[], p_content bytea[], p_id_at integer[], p_id_position integer[], p_id text[],
  p_rejected_at integer[], p_rejected_position integer[], p_gone_entry bigint[], p_gone_position integer[]
) RETURNS TABLE (place integer, entry bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp
  SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_variable
DECLARE
  v_time timestamptz := clock_timestamp();
  v_replica label := p_replica;
  v_envelope text := entry_envelope('outcome', v_time, v_replica) || '{"of": ';
  v_ids bigint[];
  v_new bigint[];
  v_settled bigint[];
  v_told bigint[];
  v_keys integer[];
  v_amended boolean;
BEGIN
  PERFORM demand_durability();
  SELECT array_agg(nextval('audit_entries_id_seq')) INTO v_ids FROM generate_series(1, cardinality(p_entry));
  WITH written AS (
    INSERT INTO audit_entries AS a (id, kind, virtual_key, outcome_of, replica, recorded_at, canonical)
    SELECT i.id, 'outcome', e.virtual_key, i.entry, v_replica, v_time,
      entry_bytes('{"id":' || i.id || v_envelope || i.entry || ', "outcome": ' || to_json(i.outcome) || '},"content":', i.content)
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
    v_amended := FOUND;
    INSERT INTO own_orders (entry, position, exchange_key, owner, ids, symbol, side, type, quantity, quote_quantity, price,
      trigger, certain, sent_at, settled_at, kept_until)
    SELECT w.entry, w.position, w.exchange_key, k.name, w.ids, t.symbol, t.side, t.type, t.quantity, t."quoteQuantity", t.price,
      t.trigger, w.outcome <> 'unknown', w.sent_at, v_time, v_time + make_interval(days => t."keepDays")
    FROM answered_orders(p_entry, p_outcome, v_ids, v_new, v_told, p_id_at, p_id_position, p_id, p_rejected_at, p_rejected_position) w
    CROSS JOIN LATERAL (SELECT * FROM virtual_keys r WHERE r.number = w.virtual_key LIMIT 1) k
    CROSS JOIN LATERAL jsonb_to_record(w.told) AS t (symbol text, side text, type text, quantity numeric,
      "quoteQuantity" numeric, price numeric, trigger numeric, "keepDays" integer)
    WHERE NOT w.rejected AND NOT w.told ? 'amends'
    ON CONFLICT DO NOTHING;
    IF v_amended THEN
      UPDATE own_orders o SET revision = o.revision + 1, changing = NULL, changing_since = NULL,
        ids = o.ids || w.ids,
        quantity = (w.now ->> 'quantity')::numeric, quote_quantity = (w.now ->> 'quoteQuantity')::numeric,
        price = (w.now ->> 'price')::numeric, trigger = (w.now ->> 'trigger')::numeric,
        kept_until = greatest(o.kept_until, v_time + interval '90 days')
      FROM (SELECT n.*, CASE WHEN n.rejected THEN n.told -> 'before' WHEN n.outcome <> 'unknown' THEN n.told -> 'after' END AS now
        FROM answered_orders(p_entry, p_outcome, v_ids, v_new, v_told, p_id_at, p_id_position, p_id, p_rejected_at, p_rejected_position) n
        WHERE n.told ? 'amends') w
      WHERE o.entry = (w.told -> 'amends' ->> 'entry')::bigint AND o.position = (w.told -> 'amends' ->> 'place')::integer
        AND o.changing = w.entry AND o.changing = ANY (v_told);
    END IF;
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

  -- A sum changes only by what is given back. The rest needs no lock that the next decision of the key would wait for
  -- until this is on disk.
  SELECT array_agg(DISTINCT s.virtual_key) INTO v_keys FROM unnest(p_entry, p_outcome) AS i (entry, outcome)
  CROSS JOIN LATERAL (SELECT * FROM sends r WHERE r.entry = i.entry LIMIT 1) s
  WHERE s.entry = ANY (v_settled) AND i.outcome IN ('rejected', 'partly');
  IF v_keys IS NOT NULL THEN
    PERFORM FROM daily_usage u WHERE u.virtual_key = ANY (v_keys) ORDER BY u.virtual_key FOR UPDATE;
    WITH answered AS MATERIALIZED (
      SELECT s.entry, s.virtual_key, s.notional, s.slippage, s.orders, s.symbols, s.symbol_notionals, i.outcome,
        CASE WHEN i.outcome = 'rejected' THEN ARRAY(SELECT 0::numeric FROM unnest(s.symbols))
          ELSE ARRAY(
            SELECT CASE WHEN EXISTS (
              SELECT FROM unnest(p_rejected_at, p_rejected_position) AS r (at, position)
              WHERE r.at = i.at AND r.position = n.position
            ) THEN 0 ELSE n.notional END
            FROM unnest(s.symbol_notionals) WITH ORDINALITY AS n (notional, position) ORDER BY n.position
          ) END AS kept_symbol_notionals,
        least(s.notional, CASE i.outcome WHEN 'rejected' THEN 0 ELSE i.notional END) AS kept_notional,
        least(s.slippage, CASE i.outcome WHEN 'rejected' THEN 0 ELSE i.slippage END) AS kept_slippage,
        least(s.orders, CASE i.outcome WHEN 'rejected' THEN 0 ELSE i.orders END) AS kept_orders
      FROM unnest(v_ids, p_entry, p_outcome, p_kept_notional, p_kept_slippage, p_kept_orders)
        WITH ORDINALITY AS i (id, entry, outcome, notional, slippage, orders, at)
      CROSS JOIN LATERAL (SELECT * FROM sends r WHERE r.entry = i.entry LIMIT 1) s
      WHERE i.id = ANY (v_new) AND i.outcome IN ('rejected', 'partly')
    ), settled AS (
      UPDATE sends s SET notional = t.kept_notional, slippage = t.kept_slippage, orders = t.kept_orders,
        settled_at = v_time, outcome = t.outcome, told = NULL,
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
  END IF;
  UPDATE sends s SET outcome = i.outcome, told = NULL,
    settled_at = CASE i.outcome WHEN 'unknown' THEN greatest(v_time, s.sent_at + interval '60 s') ELSE v_time END
  FROM unnest(p_entry, p_outcome, v_ids) AS i (entry, outcome, id)
  WHERE s.entry = i.entry AND s.entry = ANY (v_settled) AND i.id = ANY (v_new) AND i.outcome IN ('accepted', 'unknown');
  RETURN QUERY SELECT i.at::integer, CASE WHEN i.id = ANY (v_new) THEN i.id END
  FROM unnest(v_ids) WITH ORDINALITY AS i (id, at);
END $$;

REVOKE ALL ON FUNCTION entry_envelope, entry_bytes, answered_orders FROM PUBLIC;
