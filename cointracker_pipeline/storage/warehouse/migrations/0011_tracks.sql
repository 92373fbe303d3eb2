-- Who tracks which wallet, as ids alone: written anew before reports are derived. What people call their wallets is not
-- here, so that sums by person can be made without it.
create table tracks (person_id bigint not null, wallet_id varchar not null);
