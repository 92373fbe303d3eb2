-- How many of a wallet's newest transactions the API shows at most; the oldest of a longer history cannot be had.
alter table chains add column reach bigint;
-- How many wallets have such a history.
alter table portfolio add column incomplete_wallets bigint default 0;
create or replace view portfolio_display as
select p.*, in_coins(p.balance, c.decimals) as balance_coins
from portfolio p join chains c using (chain);
