-- Nonces: the replica that sends learns that another waits for its turn.

ALTER TABLE nonces ADD COLUMN wanted_until timestamptz;
COMMENT ON COLUMN nonces.wanted_until IS 'Another replica asked a moment ago; the holder lets it send when nothing is under way.';

DROP FUNCTION lease_nonces;
CREATE FUNCTION lease_nonces(
  p_exchange_key integer, p_version integer, p_replica text, p_clock numeric, p_count integer, p_lease_ms integer
) RETURNS TABLE (first numeric, leased_until timestamptz, holder text, wanted boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_floor numeric;
  v_last numeric;
  v_until timestamptz;
  v_holder text;
  v_wanted boolean;
BEGIN
  PERFORM demand_durability();
  IF p_count NOT BETWEEN 1 AND 10000 OR p_lease_ms NOT BETWEEN 100 AND 600000 THEN
    RAISE EXCEPTION 'count or lease out of range' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT v.nonce_floor INTO v_floor FROM exchange_key_versions v
  WHERE v.exchange_key = p_exchange_key AND v.version = p_version AND v.state <> 'retired';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such exchange key' USING ERRCODE = 'no_data_found';
  END IF;
  v_until := clock_timestamp() + make_interval(secs => p_lease_ms / 1000.0);
  INSERT INTO nonces AS n (exchange_key, version, last, holder, leased_until)
  VALUES (p_exchange_key, p_version, greatest(p_clock, v_floor + 1) + p_count - 1, p_replica, v_until)
  ON CONFLICT (exchange_key, version) DO UPDATE SET
    last = greatest(p_clock, n.last + 1, v_floor + 1) + p_count - 1,
    holder = excluded.holder,
    leased_until = greatest(clock_timestamp() + make_interval(secs => p_lease_ms / 1000.0),
      CASE WHEN n.holder = excluded.holder THEN n.leased_until END),
    wanted_until = CASE WHEN n.holder = excluded.holder THEN n.wanted_until END
  WHERE n.holder = excluded.holder OR n.leased_until <= clock_timestamp()
  RETURNING n.last, n.leased_until, n.holder, coalesce(n.wanted_until > clock_timestamp(), false)
  INTO v_last, v_until, v_holder, v_wanted;
  IF FOUND THEN
    RETURN QUERY SELECT v_last - p_count + 1, v_until, v_holder, v_wanted;
  ELSE
    -- Who waits asks often; that it waits is written twice a second.
    UPDATE nonces n SET wanted_until = clock_timestamp() + interval '1 s'
    WHERE n.exchange_key = p_exchange_key AND n.version = p_version
      AND coalesce(n.wanted_until < clock_timestamp() + interval '0.5 s', true);
    RETURN QUERY SELECT NULL::numeric, n.leased_until, n.holder::text, true FROM nonces n
    WHERE n.exchange_key = p_exchange_key AND n.version = p_version;
  END IF;
END $$;
COMMENT ON FUNCTION lease_nonces IS
  'Hands out p_count nonces from max(clock, last + 1, floor + 1), or tells which other replica sends; first is null then.';

REVOKE ALL ON FUNCTION lease_nonces FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lease_nonces TO holdfast_gateway;
