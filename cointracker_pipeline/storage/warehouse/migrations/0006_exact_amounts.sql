-- False while of an amount only the first digits are known, or, of a fee, nothing.
alter table transactions add column exact boolean default true;
alter table pending_transactions add column exact boolean default true;
alter table rebuilt_transactions add column exact boolean default true;
-- What the chain's balance has beyond the rows, where the API does not show all that changes a balance.
alter table wallet_balances add column unexplained decimal(38, 0) default 0;
-- The balance of a chain is what the chain says; this part of it has no rows.
alter table portfolio add column unexplained decimal(38, 0) default 0;
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
