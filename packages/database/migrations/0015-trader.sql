-- What the trader remembers: accounts (by virtual key), portfolios, plans, orders, fills. No exchange key is here, and
-- nothing that the gateway decides by.

CREATE TABLE trading_accounts (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  exchange text NOT NULL CHECK (exchange ~ '^[a-z]{1,20}$'),
  gateway text NOT NULL,
  virtual_key jsonb NOT NULL,
  live boolean NOT NULL,
  added_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE trading_accounts IS 'Exchange accounts as the trader reaches them: a gateway and a virtual key, which can be revoked there.';
COMMENT ON COLUMN trading_accounts.live IS 'A person has confirmed that orders go to a real exchange. Without it only a paper exchange is traded on.';

CREATE TABLE portfolios (
  number integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  definition jsonb NOT NULL,
  settings jsonb NOT NULL,
  mode text NOT NULL CHECK (mode IN ('off', 'approve', 'auto')),
  amount_usd numeric CHECK (amount_usd > 0),
  paused_reason text,
  paused_at timestamptz,
  created_at timestamptz NOT NULL,
  began_at timestamptz,
  closed_at timestamptz
);
COMMENT ON TABLE portfolios IS 'Indices that run on accounts: which, how, and whether they are paused.';
COMMENT ON COLUMN portfolios.definition IS 'The index: file name, YAML text and those of the definitions it names.';
COMMENT ON COLUMN portfolios.amount_usd IS 'Null: everything on its accounts that no other portfolio holds.';
COMMENT ON COLUMN portfolios.closed_at IS 'It holds nothing any more: what it had belongs to the account.';
COMMENT ON COLUMN portfolios.began_at IS 'When it first had something; by the clock of its exchange, as all times of trading.';

CREATE TABLE portfolio_accounts (
  portfolio integer NOT NULL REFERENCES portfolios ON DELETE CASCADE,
  account integer NOT NULL REFERENCES trading_accounts,
  PRIMARY KEY (portfolio, account)
);
COMMENT ON TABLE portfolio_accounts IS 'The accounts that a portfolio trades on.';

CREATE TABLE portfolio_holdings (
  portfolio integer NOT NULL REFERENCES portfolios ON DELETE CASCADE,
  account integer NOT NULL REFERENCES trading_accounts,
  asset text NOT NULL CHECK (length(asset) BETWEEN 1 AND 64),
  amount numeric NOT NULL,
  PRIMARY KEY (portfolio, account, asset)
);
COMMENT ON TABLE portfolio_holdings IS 'What belongs to a portfolio: what it began with, its fills, deposits and withdrawals.';

CREATE TABLE portfolio_flows (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  portfolio integer NOT NULL REFERENCES portfolios ON DELETE CASCADE,
  account integer NOT NULL REFERENCES trading_accounts,
  asset text NOT NULL,
  amount numeric NOT NULL CHECK (amount <> 0),
  usd numeric NOT NULL,
  at timestamptz NOT NULL
);
COMMENT ON TABLE portfolio_flows IS 'Deposits (above zero) and withdrawals, as they were noticed; usd is their worth then.';

CREATE TABLE rebalances (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  portfolio integer NOT NULL REFERENCES portfolios ON DELETE CASCADE,
  cause text NOT NULL CHECK (cause IN ('start', 'schedule', 'deposit', 'retry', 'manual', 'replan')),
  index_date text NOT NULL CHECK (index_date ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
  state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'partly', 'stopped', 'expired', 'superseded')),
  targets jsonb NOT NULL,
  plan jsonb NOT NULL,
  prices jsonb NOT NULL,
  value_usd double precision NOT NULL,
  planned_at timestamptz NOT NULL,
  expires_at timestamptz,
  approved_at timestamptz,
  approved_by text,
  finished_at timestamptz,
  outcome jsonb
);
CREATE INDEX rebalances_by_portfolio ON rebalances (portfolio, id);
CREATE UNIQUE INDEX rebalances_one_open ON rebalances (portfolio) WHERE state IN ('waiting', 'running');
CREATE UNIQUE INDEX rebalances_once ON rebalances (portfolio, index_date) WHERE cause = 'schedule' AND state <> 'expired';
COMMENT ON TABLE rebalances IS 'Plans and what became of them. One scheduled rebalance of the index is carried out once.';

CREATE TABLE rebalance_orders (
  client_order_id text PRIMARY KEY CHECK (client_order_id ~ '^[A-Za-z0-9_-]{1,36}$'),
  rebalance bigint NOT NULL REFERENCES rebalances ON DELETE CASCADE,
  step integer NOT NULL CHECK (step >= 0),
  attempt integer NOT NULL CHECK (attempt >= 0),
  account integer NOT NULL REFERENCES trading_accounts,
  symbol text NOT NULL,
  side text NOT NULL CHECK (side IN ('buy', 'sell')),
  amount numeric NOT NULL CHECK (amount > 0),
  price numeric NOT NULL CHECK (price > 0),
  time_in_force text NOT NULL CHECK (time_in_force IN ('GTC', 'IOC', 'PO')),
  mid double precision NOT NULL,
  state text NOT NULL CHECK (state IN ('written', 'open', 'closed', 'refused', 'lost')),
  filled numeric NOT NULL DEFAULT 0,
  exchange_order_id text,
  refusal text,
  placed_at timestamptz NOT NULL,
  sent_at timestamptz NOT NULL,
  dead_at timestamptz NOT NULL,
  UNIQUE (rebalance, step, attempt)
);
COMMENT ON TABLE rebalance_orders IS 'Orders of plans, each written before it is sent.';
COMMENT ON COLUMN rebalance_orders.state IS
  'written: sent, or about to be; what became of it is not known yet. lost: the exchange does not know it, and may not take it any more.';
COMMENT ON COLUMN rebalance_orders.dead_at IS 'From then on the exchange no longer accepts the request; by the wall''s clock, as sent_at.';

CREATE TABLE fills (
  account integer NOT NULL REFERENCES trading_accounts,
  symbol text NOT NULL,
  trade_id text NOT NULL,
  client_order_id text NOT NULL REFERENCES rebalance_orders ON DELETE CASCADE,
  amount numeric NOT NULL CHECK (amount > 0),
  price numeric NOT NULL CHECK (price > 0),
  fee numeric NOT NULL,
  fee_asset text,
  fee_usd double precision NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (account, symbol, trade_id)
);
COMMENT ON TABLE fills IS 'What was traded, written together with the holdings that follow from it.';
CREATE INDEX fills_by_order ON fills (client_order_id);

CREATE TABLE portfolio_marks (
  portfolio integer NOT NULL REFERENCES portfolios ON DELETE CASCADE,
  at timestamptz NOT NULL,
  value_usd double precision NOT NULL,
  index_level double precision,
  holdings jsonb NOT NULL,
  prices jsonb NOT NULL,
  targets jsonb NOT NULL,
  causes jsonb NOT NULL,
  PRIMARY KEY (portfolio, at)
);
COMMENT ON TABLE portfolio_marks IS 'A portfolio at a moment: units and USD prices by asset, the index''s level and weights, and why weights differ.';

CREATE TABLE portfolio_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  portfolio integer NOT NULL REFERENCES portfolios ON DELETE CASCADE,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  message text NOT NULL
);
COMMENT ON TABLE portfolio_events IS 'What else happened to a portfolio, in words: deposits, guards, pauses.';
CREATE INDEX portfolio_events_by_portfolio ON portfolio_events (portfolio, id);

REVOKE ALL ON trading_accounts, portfolios, portfolio_accounts, portfolio_holdings, portfolio_flows, rebalances,
  rebalance_orders, fills, portfolio_marks, portfolio_events FROM PUBLIC;
GRANT SELECT, INSERT ON trading_accounts, portfolios, portfolio_accounts, portfolio_holdings, portfolio_flows, rebalances,
  rebalance_orders, fills, portfolio_marks, portfolio_events TO holdfast_server;
GRANT UPDATE (gateway, virtual_key, live) ON trading_accounts TO holdfast_server;
GRANT UPDATE (settings, mode, paused_reason, paused_at, began_at, closed_at) ON portfolios TO holdfast_server;
GRANT UPDATE (amount) ON portfolio_holdings TO holdfast_server;
GRANT UPDATE (state, approved_at, approved_by, finished_at, outcome) ON rebalances TO holdfast_server;
GRANT UPDATE (state, filled, exchange_order_id, refusal) ON rebalance_orders TO holdfast_server;
