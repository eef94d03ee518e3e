import type { Generated } from 'kysely';

/** `bigint` and `numeric` columns come as strings: exact, whatever their size. */
type Exact = string;

/** The tables that ordinary queries read and write; the others belong to functions. What each is for: docs/database.md. */
export interface Tables {
  control: { only_row: boolean; epoch: Exact };
  settings: { name: string; value: Buffer; revision: Generated<Exact>; row_mac: Buffer | null };
  operators: {
    name: string;
    verifier: Buffer;
    state: Generated<'active' | 'removed'>;
    failures: Generated<number>;
    locked_until: Date | null;
    created_at: Generated<Date>;
    revision: Generated<Exact>;
    row_mac: Buffer | null;
  };
  exchange_keys: {
    number: Generated<number>;
    name: string;
    exchange: string;
    target: 'real' | 'redirected';
    created_at: Generated<Date>;
    created_by: string;
  };
  exchange_key_versions: {
    exchange_key: number;
    version: number;
    algorithm: SigningAlgorithm;
    sealed_key_id: Buffer;
    sealed_secret: Buffer;
    sealed_passphrase: Buffer | null;
    fingerprint: Buffer;
    state: 'active' | 'retiring' | 'deleting' | 'retired';
    may_read: boolean | null;
    may_trade: boolean | null;
    may_withdraw: boolean | null;
    ip_restricted: boolean | null;
    checked_at: Date | null;
    accepted_risks: Generated<string[]>;
    risk_reason: string | null;
    nonce_floor: Generated<Exact>;
    rotate_after_days: number | null;
    state_before: 'active' | 'retiring' | null;
    marked_at: Date | null;
    purge_after: Date | null;
    created_at: Generated<Date>;
    created_by: string;
    revision: Generated<Exact>;
    row_mac: Buffer;
  };
  exchange_key_sources: {
    exchange_key: number;
    source: string;
    api_key_field: string;
    secret_field: string;
    passphrase_field: string | null;
    marker: string | null;
    created_at: Generated<Date>;
    created_by: string;
    imported_at: Generated<Date>;
    revision: Generated<Exact>;
    row_mac: Buffer;
  };
  policies: { hash: Buffer; canonical: Buffer; created_at: Generated<Date>; created_by: string };
  virtual_keys: {
    number: Generated<number>;
    id: string;
    name: string;
    generation: Generated<number>;
    exchange: string;
    exchange_key: number;
    algorithm: SigningAlgorithm;
    sealed_verifier: Buffer;
    sealed_passphrase: Buffer | null;
    policy: Buffer;
    /** Written as a PostgreSQL array of `cidr`, which `pg` does not parse: `{10.0.0.0/8,::1/128}`. */
    addresses: string;
    expires_at: Date | null;
    state: Generated<'active' | 'frozen' | 'revoked'>;
    rotate_after_days: number | null;
    issued_at: Generated<Date>;
    issued_by: string;
    revision: Generated<Exact>;
    row_mac: Buffer;
  };
  handovers: {
    code_hash: Buffer;
    virtual_key: number;
    sealed_credentials: Buffer | null;
    sealed_hash: Buffer;
    expires_at: Date;
    issued_after: Exact;
    opened_at: Date | null;
    created_at: Generated<Date>;
    created_by: string;
    revision: Generated<Exact>;
    row_mac: Buffer;
  };
  deletion_delays: { exchange_key: number; mark: Exact; seen_ms: Exact; seen_at: Date; row_mac: Buffer };
  key_reminders: {
    number: Generated<Exact>;
    kind: 'exchange-key' | 'virtual-key';
    name: string;
    version: number;
    stage: 'rotation-soon' | 'rotation-overdue' | 'expires-soon' | 'expired';
    due_at: Date;
    reminded_at: Generated<Date>;
    claimed_until: Date | null;
    posted_at: Date | null;
  };
  freezes: {
    exchange_key: number | null;
    virtual_key: number | null;
    frozen: boolean;
    epoch: Exact;
    reason: string;
    changed_by: string;
    changed_at: Generated<Date>;
  };
  audit_entries: {
    id: Exact;
    kind: 'request' | 'outcome' | 'administration' | 'summary';
    virtual_key: number | null;
    accepted: boolean | null;
    rule: string | null;
    outcome_of: Exact | null;
    replica: string;
    recorded_at: Date;
    canonical: Buffer;
    leaf_hash: Buffer;
  };
  audit_leaves: { leaf_index: Exact; entry: Exact };
  audit_checkpoints: {
    tree_size: Exact;
    root_hash: Buffer;
    note: Buffer;
    replica: string;
    created_at: Generated<Date>;
  };
  daily_usage: {
    virtual_key: number;
    notional: Exact;
    slippage: Exact;
    latest: Date;
    simulated_latest: Date | null;
  };
  sends: {
    entry: Exact;
    exchange_key: number;
    virtual_key: number;
    sent_at: Date;
    notional: Exact;
    slippage: Exact;
    orders: number;
    settled_at: Date | null;
    outcome: 'accepted' | 'partly' | 'rejected' | 'unknown' | null;
    simulated_at: Date | null;
  };
  nonces: {
    exchange_key: number;
    version: number;
    last: Exact;
    holder: string;
    leased_until: Date;
    wanted_until: Date | null;
  };
  migrations: { number: number; name: string; hash: Buffer; applied_at: Date };
}

type SigningAlgorithm = 'hmac' | 'rsa' | 'ed25519' | 'es256';
