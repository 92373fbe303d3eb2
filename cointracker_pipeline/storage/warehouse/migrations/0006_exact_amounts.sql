-- False while of an amount only the first digits are known, or, of a fee, nothing.
alter table transactions add column exact boolean default true;
alter table pending_transactions add column exact boolean default true;
alter table rebuilt_transactions add column exact boolean default true;
-- What the chain's balance has beyond the rows, where the API does not show all that changes a balance; and whether
-- every row is exact: while one is not, what it lacks is part of the unexplained.
alter table wallet_balances add column unexplained decimal(38, 0) default 0;
alter table wallet_balances add column exact boolean default true;
-- The balance of a chain is what the chain says; this part of it has no rows.
alter table portfolio add column unexplained decimal(38, 0) default 0;
alter table portfolio add column inexact_wallets bigint default 0;
-- Exact amounts that were paid for, never negative: rows that are read again are made exact without paying twice.
create table exact_amounts (
    chain varchar not null,
    tx_hash varchar not null,
    part varchar not null,
    block_height bigint not null,
    amount decimal(38, 0) not null
);
-- Transactions whose exact amounts were asked for in vain: asked for again after some days.
create table vain_questions (
    wallet_id varchar not null,
    tx_hash varchar not null,
    block_height bigint not null,
    tried_at timestamp not null
);
create or replace view transactions_display as
select t.*, in_coins(t.balance_change, c.decimals) as balance_change_coins, c.symbol
from transactions t join chains c using (chain);
create or replace view wallet_balances_display as
select b.*, in_coins(b.balance, c.decimals) as balance_coins, c.symbol
from wallet_balances b join chains c using (chain);
create or replace view portfolio_display as
select p.*, in_coins(p.balance, c.decimals) as balance_coins
from portfolio p join chains c using (chain);
