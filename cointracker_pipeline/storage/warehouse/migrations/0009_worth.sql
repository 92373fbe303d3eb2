-- Which days' prices the history was asked for: up to `settled_until` a price that did not come will never come.
create table price_requests (
    chain varchar not null,
    since date not null,
    settled_until date not null,
    asked_at timestamp not null
);
-- The currency beside USD in which people see worth: one row or none.
create table second_currency (currency varchar not null);
-- An amount's worth, to the eighth decimal place, half away from zero. `unit` is a coin in base units. Amount and
-- price come in whole and rest, so that no product of integers overflows: exact for amounts below 1e20 coins and
-- prices below 1e12, without a double. A worth of 1e21 or more is none. Four divisions, as each takes most of the time.
create macro worth_summed(side, unit, whole, rest, price_whole, price_rest, from_whole, from_rest) as if(
    whole * price_whole >= 1000000000000000000000::hugeint,
    null,
    (side * (whole * price_whole * 100000000 + from_whole + from_rest + (
        (whole * price_rest - from_whole * 10000000000) * unit
        + (rest * price_whole * 100000000 - from_rest * unit) * 10000000000
        + rest * price_rest + unit * 5000000000
    ) // (unit * 10000000000)))::decimal(30, 0) * 0.00000001::decimal(8, 8)
);
create macro worth_cut(side, unit, whole, rest, price_whole, price_rest) as worth_summed(
    side, unit, whole, rest, price_whole, price_rest,
    (whole * price_rest) // 10000000000, (rest * price_whole * 100000000) // unit
);
create macro worth(amount, unit, price_whole, price_rest) as worth_cut(
    if(amount < 0, -1, 1), unit,
    abs(amount)::hugeint // unit, abs(amount)::hugeint - abs(amount)::hugeint // unit * unit,
    price_whole, price_rest
);
create macro price_whole(price) as floor(price)::hugeint;
-- In units of 1e-18.
create macro price_rest(price) as (
    (price - floor(price))::decimal(19, 18) * 1000000000000000000::decimal(19, 0)
)::hugeint;
-- For reports, whose prices come without the parts.
create macro worth_of(amount, price, decimals) as worth(
    amount, rpad('1', decimals + 1, '0')::hugeint, price_whole(price), price_rest(price)
);
create view coins as
select chain, symbol, decimals, rpad('1', decimals + 1, '0')::hugeint as unit from chains;
create view daily_prices as
select *, price_whole(usd) as usd_whole, price_rest(usd) as usd_rest,
    price_whole(second) as second_whole, price_rest(second) as second_rest
from (
    select chain, day, max(price) filter (where currency = 'USD') as usd,
        max(price) filter (where currency = (select s.currency from second_currency s)) as second,
        (select s.currency from second_currency s) as second_currency
    from prices group by chain, day
);
-- Of each coin the newest day with a price; the balance views take it only where it is at most five days older than
-- the balance.
create view newest_prices as
select * from daily_prices where usd is not null or second is not null
qualify row_number() over (partition by chain order by day desc) = 1;
create or replace view transactions_display as
select t.*, in_coins(t.balance_change, c.decimals) as balance_change_coins, c.symbol,
    p.usd as price_usd, worth(t.balance_change, c.unit, p.usd_whole, p.usd_rest) as worth_usd,
    worth(t.balance_change, c.unit, p.second_whole, p.second_rest) as worth_second, p.second_currency
from transactions t join coins c using (chain)
left join daily_prices p on p.chain = t.chain and p.day = t.block_time::date;
create or replace view daily_balances_display as
select d.*, in_coins(d.balance, c.decimals) as balance_coins, c.symbol,
    p.usd as price_usd, worth(d.balance, c.unit, p.usd_whole, p.usd_rest) as worth_usd,
    worth(d.balance, c.unit, p.second_whole, p.second_rest) as worth_second, p.second_currency
from daily_balances d join coins c using (chain)
left join daily_prices p on p.chain = d.chain and p.day = d.day;
create or replace view wallet_balances_display as
select b.*, in_coins(b.balance, c.decimals) as balance_coins, c.symbol,
    p.day as price_day, p.usd as price_usd, worth(b.balance + b.unexplained, c.unit, p.usd_whole, p.usd_rest) as worth_usd,
    worth(b.balance + b.unexplained, c.unit, p.second_whole, p.second_rest) as worth_second, p.second_currency
from wallet_balances b join coins c using (chain)
left join newest_prices p on p.chain = b.chain and p.day >= b.checked_at::date - 5;
create or replace view portfolio_display as
select t.*, in_coins(t.balance, c.decimals) as balance_coins,
    p.day as price_day, p.usd as price_usd, worth(t.balance, c.unit, p.usd_whole, p.usd_rest) as worth_usd,
    worth(t.balance, c.unit, p.second_whole, p.second_rest) as worth_second, p.second_currency
from portfolio t join coins c using (chain)
left join newest_prices p on p.chain = t.chain and p.day >= t.updated_at::date - 5;
