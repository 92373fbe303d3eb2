-- A walk from scratch goes into a side copy, which replaces the rows people read only once it is proven.
create table rebuilt_transactions as select * from transactions limit 0;
create table rebuilt_cursors as select * from cursors limit 0;
-- The chain's counters at the last look: any movement moves one of them, a balance may return to what it was.
create table wallet_counters (
    wallet_id varchar not null,
    received decimal(38, 0) not null,
    spent decimal(38, 0) not null,
    output_count bigint not null,
    unspent_output_count bigint not null,
    tip_height bigint not null,
    checked_at timestamp not null
);
-- Wallets that a walk from scratch could not prove either, and what differed then: tried again when that changes.
create table mismatches (
    wallet_id varchar not null,
    balance_difference decimal(38, 0) not null,
    count_difference bigint,
    tip_height bigint not null,
    tried_at timestamp not null
);
-- False when the API cannot show a wallet's oldest rows: such a history is never proven.
alter table wallet_balances add column complete boolean default true;
update wallet_balances set complete = false
where wallet_id in (select wallet_id from cursors where not reachable);
create or replace view wallet_balances_display as
select b.*, in_coins(b.balance, c.decimals) as balance_coins, c.symbol
from wallet_balances b join chains c using (chain);
