-- The addresses behind wallets that are extended public keys. Their own histories lie in a schema of their own, whose
-- tables are like those of main (see members.py); what people read is the sum of them.
create schema if not exists members;
create table wallet_addresses (
    wallet_id varchar not null,
    chain varchar not null,
    address varchar not null,
    branch integer not null,
    address_index integer not null,
    -- As a wallet's id, which the tables of members have in wallet_id.
    address_id varchar not null
);
