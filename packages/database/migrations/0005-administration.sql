-- Freeze, thaw and revoke: each is one statement that orders itself after the decisions under way, and is recorded.

CREATE FUNCTION next_epoch() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_epoch bigint;
BEGIN
  LOCK TABLE gate IN EXCLUSIVE MODE;
  UPDATE control c SET epoch = c.epoch + 1 RETURNING c.epoch INTO v_epoch;
  IF NOT FOUND THEN RAISE EXCEPTION 'the control row is missing' USING ERRCODE = 'no_data_found'; END IF;
  PERFORM pg_notify('holdfast_changes', 'epoch');
  RETURN v_epoch;
END $$;

CREATE FUNCTION set_freeze(
  p_frozen boolean, p_exchange_key text, p_virtual_key text, p_reason text, p_by text, p_replica text, p_content bytea
) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  v_epoch bigint := next_epoch();
  v_exchange_key integer;
  v_virtual_key integer;
BEGIN
  IF p_exchange_key IS NOT NULL THEN
    SELECT k.number INTO v_exchange_key FROM exchange_keys k WHERE k.name = p_exchange_key;
    IF NOT FOUND THEN RAISE EXCEPTION 'there is no such exchange key' USING ERRCODE = 'no_data_found'; END IF;
  END IF;
  IF p_virtual_key IS NOT NULL THEN
    SELECT k.number INTO v_virtual_key FROM virtual_keys k WHERE k.id = p_virtual_key;
    IF NOT FOUND THEN RAISE EXCEPTION 'there is no such virtual key' USING ERRCODE = 'no_data_found'; END IF;
  END IF;
  INSERT INTO freezes (exchange_key, virtual_key, frozen, epoch, reason, changed_by)
  VALUES (v_exchange_key, v_virtual_key, p_frozen, v_epoch, p_reason, p_by)
  ON CONFLICT (exchange_key, virtual_key) DO UPDATE SET frozen = excluded.frozen, epoch = excluded.epoch,
    reason = excluded.reason, changed_by = excluded.changed_by, changed_at = clock_timestamp();
  PERFORM record_entry(p_replica, 'administration', p_content);
  RETURN v_epoch;
END $$;

CREATE FUNCTION freeze_now(
  p_exchange_key text, p_virtual_key text, p_reason text, p_by text, p_replica text, p_content bytea
) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
  SELECT set_freeze(true, p_exchange_key, p_virtual_key, p_reason, p_by, p_replica, p_content)
$$;
COMMENT ON FUNCTION freeze_now IS 'Freezes one exchange key, one virtual key, or with both null everything.';

CREATE FUNCTION thaw(
  p_exchange_key text, p_virtual_key text, p_reason text, p_by text, p_replica text, p_content bytea
) RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
  SELECT set_freeze(false, p_exchange_key, p_virtual_key, p_reason, p_by, p_replica, p_content)
$$;
COMMENT ON FUNCTION thaw IS 'Ends the freeze of the same scope; others stay.';

CREATE FUNCTION revoke_virtual_key(
  p_virtual_key text, p_revision bigint, p_row_mac bytea, p_replica text, p_content bytea
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
DECLARE
  v_epoch bigint := next_epoch();
BEGIN
  -- Without the vault the new MAC can't be made; the old one then doesn't fit, and the row is refused for that as well.
  UPDATE virtual_keys k SET state = 'revoked', revision = k.revision + 1, row_mac = coalesce(p_row_mac, k.row_mac)
  WHERE k.id = p_virtual_key AND k.state <> 'revoked' AND (p_row_mac IS NULL OR k.revision = p_revision);
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such virtual key, it is revoked already, or it changed meanwhile'
      USING ERRCODE = 'no_data_found';
  END IF;
  PERFORM record_entry(p_replica, 'administration', p_content);
  RETURN v_epoch;
END $$;
COMMENT ON FUNCTION revoke_virtual_key IS 'Revokes for good. p_row_mac is for revision p_revision + 1, or null while sealed.';

CREATE FUNCTION bump_epoch(p_by text, p_replica text, p_content bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
DECLARE
  v_epoch bigint := next_epoch();
BEGIN
  UPDATE freezes f SET epoch = v_epoch, changed_by = p_by, changed_at = clock_timestamp()
  WHERE f.exchange_key IS NULL AND f.virtual_key IS NULL;
  PERFORM record_entry(p_replica, 'administration', p_content);
  RETURN v_epoch;
END $$;
COMMENT ON FUNCTION bump_epoch IS 'Makes every request that was judged before and is not yet committed be judged again.';
