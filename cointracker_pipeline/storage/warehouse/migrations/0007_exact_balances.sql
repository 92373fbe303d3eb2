-- Whether every row is exact: while one is not, what it lacks is part of the unexplained. A step of its own, because
-- DuckDB does not commit two new columns of one table together when it holds rows.
alter table wallet_balances add column exact boolean default true;
alter table portfolio add column inexact_wallets bigint default 0;
create or replace view transactions_display as
select t.*, in_coins(t.balance_change, c.decimals) as balance_change_coins, c.symbol
from transactions t join chains c using (chain);
create or replace view wallet_balances_display as
select b.*, in_coins(b.balance, c.decimals) as balance_coins, c.symbol
from wallet_balances b join chains c using (chain);
create or replace view portfolio_display as
select p.*, in_coins(p.balance, c.decimals) as balance_coins
from portfolio p join chains c using (chain);
