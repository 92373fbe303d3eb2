-- Amounts of tokens may have more digits than any number of DuckDB holds: the text is the amount. What is scaled is the
-- same amount in whole tokens, and null where it does not fit or the token's decimals are absurd.
create table token_transfers (
    wallet_id varchar not null,
    chain varchar not null,
    token_address varchar not null,
    transfer_id bigint not null,
    tx_hash varchar not null,
    block_height bigint not null,
    block_time timestamp not null,
    sender varchar not null,
    recipient varchar not null,
    value varchar not null,
    change varchar not null,
    change_scaled decimal(38, 18)
);
-- The balance is the chain's, as of height; what its transfers do not explain stands beside it. Null where not read.
create table token_balances (
    wallet_id varchar not null,
    chain varchar not null,
    token_address varchar not null,
    name varchar not null,
    symbol varchar not null,
    decimals integer,
    status varchar not null,
    reason varchar not null,
    balance varchar,
    balance_scaled decimal(38, 18),
    transfers_sum varchar,
    unexplained varchar,
    transfer_count bigint,
    chain_transfer_count bigint,
    proven boolean not null,
    listed_balance varchar,
    height bigint not null,
    checked_at timestamp not null
);
create table token_cursors (
    wallet_id varchar not null,
    token_address varchar not null,
    complete_height bigint,
    reachable boolean not null,
    walk_tip_height bigint,
    walk_stop_height bigint,
    walk_floor_height bigint,
    walk_rows_read bigint
);
-- Digits in whole tokens, as text: every place, and base units where the decimals are not known.
create macro in_tokens(digits, decimals) as case
    when coalesce(decimals, 0) = 0 then digits
    else if(starts_with(digits, '-'), '-', '')
        || regexp_replace(
            lpad(ltrim(digits, '-'), greatest(length(ltrim(digits, '-')), decimals + 1)::integer, '0'),
            '(.{' || decimals || '})$', '.\1'
        )
end;
create view token_balances_display as
select b.*, in_tokens(b.balance, b.decimals) as balance_tokens, in_tokens(b.unexplained, b.decimals) as unexplained_tokens
from token_balances b;
create view token_transfers_display as
select t.*, in_tokens(t.change, b.decimals) as change_tokens, b.symbol
from token_transfers t left join token_balances b using (wallet_id, token_address);
