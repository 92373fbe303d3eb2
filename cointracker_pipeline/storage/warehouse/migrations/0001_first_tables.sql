-- Amounts are integers in base units. No primary key on transactions: an index makes bulk loading five times
-- slower; every write replaces a range of heights in one transaction instead, and a check proves uniqueness.
create table transactions (
    wallet_id varchar not null,
    chain varchar not null,
    tx_hash varchar not null,
    part varchar not null,
    block_height bigint not null,
    block_time timestamp not null,
    balance_change decimal(38, 0) not null
);
create table pending_transactions (
    wallet_id varchar not null,
    chain varchar not null,
    tx_hash varchar not null,
    part varchar not null,
    first_seen timestamp not null,
    balance_change decimal(38, 0) not null
);
create table cursors (
    wallet_id varchar not null,
    complete_height bigint,
    reachable boolean not null,
    walk_tip_height bigint,
    walk_stop_height bigint,
    walk_floor_height bigint,
    walk_rows_read bigint
);
create table wallet_balances (
    wallet_id varchar not null,
    chain varchar not null,
    balance decimal(38, 0) not null,
    transaction_count bigint not null,
    pending_change decimal(38, 0) not null,
    chain_balance decimal(38, 0) not null,
    chain_transaction_count bigint,
    tip_height bigint not null,
    proven boolean not null,
    checked_at timestamp not null
);
create table daily_balances (
    wallet_id varchar not null,
    chain varchar not null,
    day date not null,
    balance_change decimal(38, 0) not null,
    balance decimal(38, 0) not null,
    transaction_count bigint not null
);
create table portfolio (
    chain varchar not null,
    symbol varchar not null,
    wallets bigint not null,
    proven_wallets bigint not null,
    balance decimal(38, 0) not null,
    pending_change decimal(38, 0) not null,
    transaction_count bigint not null,
    newest_transaction timestamp,
    tip_height bigint not null,
    updated_at timestamp not null
);
create table chains (
    chain varchar not null,
    coin varchar not null,
    symbol varchar not null,
    decimals integer not null
);
-- In coins, exactly: the digits are moved as text, because decimal division would give a double.
create macro digits(amount, decimals) as
    lpad(abs(amount)::varchar, greatest(length(abs(amount)::varchar), decimals + 1)::integer, '0');
create macro in_coins(amount, decimals) as (
    if(amount < 0, '-', '')
    || left(digits(amount, decimals), length(digits(amount, decimals)) - decimals)
    || '.'
    || right(digits(amount, decimals), decimals)
)::decimal(38, 18);
create view transactions_display as
select t.*, in_coins(t.balance_change, c.decimals) as balance_change_coins, c.symbol
from transactions t join chains c using (chain);
create view wallet_balances_display as
select b.*, in_coins(b.balance, c.decimals) as balance_coins, c.symbol
from wallet_balances b join chains c using (chain);
create view daily_balances_display as
select d.*, in_coins(d.balance, c.decimals) as balance_coins, c.symbol
from daily_balances d join chains c using (chain);
create view portfolio_display as
select p.*, in_coins(p.balance, c.decimals) as balance_coins
from portfolio p join chains c using (chain);
