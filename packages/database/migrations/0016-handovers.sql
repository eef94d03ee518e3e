-- Hand-overs: the credentials of a virtual key for whoever has a short-lived code, once.

CREATE TABLE handovers (
  code_hash sha256_hash PRIMARY KEY,
  virtual_key integer NOT NULL UNIQUE REFERENCES virtual_keys,
  sealed_credentials sealed,
  sealed_hash sha256_hash NOT NULL,
  expires_at timestamptz NOT NULL CHECK (isfinite(expires_at)),
  issued_after bigint NOT NULL CHECK (issued_after >= 0),
  opened_at timestamptz CHECK (isfinite(opened_at)),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  created_by text NOT NULL CHECK (created_by <> ''),
  revision bigint NOT NULL DEFAULT 1 CHECK (revision >= 1),
  row_mac sha256_hash NOT NULL,
  CONSTRAINT opened_is_gone CHECK (opened_at IS NULL OR sealed_credentials IS NULL)
);
COMMENT ON TABLE handovers IS
  'Credentials of virtual keys that wait to be fetched with a code. A row outlives them, so that a code which is used again is known.';
COMMENT ON COLUMN handovers.code_hash IS 'Of the code, which is nowhere else: it has 192 random bits.';
COMMENT ON COLUMN handovers.sealed_credentials IS 'Null once they were fetched, or their time was over.';
COMMENT ON COLUMN handovers.sealed_hash IS 'SHA-256 of what was sealed, so that the MAC still fits without it.';
COMMENT ON COLUMN handovers.issued_after IS
  'The newest audit entry at that time: whether the code was used is looked up after it.';

CREATE FUNCTION forget_handovers() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = holdfast, pg_temp AS $$
DECLARE
  v_gone integer;
BEGIN
  UPDATE handovers h SET sealed_credentials = NULL
  WHERE h.sealed_credentials IS NOT NULL AND h.expires_at <= clock_timestamp();
  GET DIAGNOSTICS v_gone = ROW_COUNT;
  RETURN v_gone;
END $$;
COMMENT ON FUNCTION forget_handovers IS 'Drops credentials that nobody fetched in time.';

REVOKE ALL ON handovers FROM PUBLIC;
REVOKE ALL ON FUNCTION forget_handovers FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_handovers TO holdfast_gateway, holdfast_operator;
GRANT SELECT, INSERT ON handovers TO holdfast_operator;
GRANT UPDATE (sealed_credentials, sealed_hash, opened_at, revision, row_mac) ON handovers TO holdfast_operator;
