-- Rows of one wallet are found by a number: DuckDB keeps the least and the greatest value of each block of rows, but of
-- a text only the first 8 bytes, which are the chain. Wallets are numbered as they are first stored, so that neighbours
-- have neighbouring numbers. And amounts are stored plainly: unpacking one takes 340 ns, fifteen times as long as
-- reading it, for a file that is a sixth smaller. Both need the tables anew.
create table if not exists members.transactions as select * from transactions limit 0;
create table if not exists members.rebuilt_transactions as select * from rebuilt_transactions limit 0;

create table wallet_numbers (wallet_id varchar not null, wallet_no integer not null);
insert into wallet_numbers select wallet_id, row_number() over (order by min(place)) from (
    select wallet_id, rowid as place from transactions
    union all select wallet_id, 4611686018427387904 from rebuilt_transactions
) group by wallet_id;
create table members.wallet_numbers (wallet_id varchar not null, wallet_no integer not null);
insert into members.wallet_numbers select wallet_id, row_number() over (order by min(place)) from (
    select wallet_id, rowid as place from members.transactions
    union all select wallet_id, 4611686018427387904 from members.rebuilt_transactions
) group by wallet_id;

create table renewed (
    wallet_id varchar not null,
    chain varchar not null,
    tx_hash varchar not null,
    part varchar not null,
    block_height bigint not null,
    block_time timestamp not null,
    balance_change decimal(38, 0) not null using compression uncompressed,
    exact boolean default true,
    wallet_no integer not null
);
insert into renewed by name select t.*, n.wallet_no from transactions t join wallet_numbers n using (wallet_id);
drop table transactions;
alter table renewed rename to transactions;

create table renewed (
    wallet_id varchar not null,
    chain varchar not null,
    tx_hash varchar not null,
    part varchar not null,
    block_height bigint not null,
    block_time timestamp not null,
    balance_change decimal(38, 0) not null using compression uncompressed,
    exact boolean default true,
    wallet_no integer not null
);
insert into renewed by name select t.*, n.wallet_no from rebuilt_transactions t join wallet_numbers n using (wallet_id);
drop table rebuilt_transactions;
alter table renewed rename to rebuilt_transactions;

create table members.renewed (
    wallet_id varchar not null,
    chain varchar not null,
    tx_hash varchar not null,
    part varchar not null,
    block_height bigint not null,
    block_time timestamp not null,
    balance_change decimal(38, 0) not null using compression uncompressed,
    exact boolean default true,
    wallet_no integer not null
);
insert into members.renewed by name
select t.*, n.wallet_no from members.transactions t join members.wallet_numbers n using (wallet_id);
drop table members.transactions;
alter table members.renewed rename to transactions;

create table members.renewed (
    wallet_id varchar not null,
    chain varchar not null,
    tx_hash varchar not null,
    part varchar not null,
    block_height bigint not null,
    block_time timestamp not null,
    balance_change decimal(38, 0) not null using compression uncompressed,
    exact boolean default true,
    wallet_no integer not null
);
insert into members.renewed by name
select t.*, n.wallet_no from members.rebuilt_transactions t join members.wallet_numbers n using (wallet_id);
drop table members.rebuilt_transactions;
alter table members.renewed rename to rebuilt_transactions;

create table renewed (
    wallet_id varchar not null,
    chain varchar not null,
    day date not null,
    balance_change decimal(38, 0) not null using compression uncompressed,
    balance decimal(38, 0) not null using compression uncompressed,
    transaction_count bigint not null,
    wallet_no integer not null
);
insert into renewed by name select d.*, n.wallet_no from daily_balances d join wallet_numbers n using (wallet_id);
drop table daily_balances;
alter table renewed rename to daily_balances;

create or replace view daily_balances_display as
select d.* exclude (wallet_no), in_coins(d.balance, c.decimals) as balance_coins, c.symbol,
    p.usd as price_usd, worth(d.balance, c.unit, p.usd_whole, p.usd_rest) as worth_usd,
    worth(d.balance, c.unit, p.second_whole, p.second_rest) as worth_second, p.second_currency
from daily_balances d join coins c using (chain)
left join daily_prices p on p.chain = d.chain and p.day = d.day;
create or replace view transactions_display as
select t.* exclude (wallet_no), in_coins(t.balance_change, c.decimals) as balance_change_coins, c.symbol,
    p.usd as price_usd, worth(t.balance_change, c.unit, p.usd_whole, p.usd_rest) as worth_usd,
    worth(t.balance_change, c.unit, p.second_whole, p.second_rest) as worth_second, p.second_currency
from transactions t join coins c using (chain)
left join daily_prices p on p.chain = t.chain and p.day = t.block_time::date;
