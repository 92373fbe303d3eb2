-- What people say of each wallet, as the registry holds it: written anew before reports are derived.
create table wallets (
    wallet_id varchar not null,
    chain varchar not null,
    address varchar not null,
    label varchar not null,
    owner varchar not null,
    tags varchar[] not null
);
-- What a coin was worth: one row a chain, UTC day and currency. A row of a day that is over never changes again.
create table prices (
    chain varchar not null,
    day date not null,
    currency varchar not null,
    price decimal(38, 18) not null,
    source varchar not null
);
