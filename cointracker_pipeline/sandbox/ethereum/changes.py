"""What happens on Ethereum: blocks are found, transactions wait, are confirmed, or go."""

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from cointracker_pipeline.errors import InputError
from cointracker_pipeline.sandbox.draws import make_key
from cointracker_pipeline.sandbox.ethereum.chain import EthereumChain
from cointracker_pipeline.sandbox.ethereum.deeds import Call, Deed
from cointracker_pipeline.sandbox.ethereum.ledger import Ledger
from cointracker_pipeline.sandbox.ethereum.outside import make_hash, outsider
from cointracker_pipeline.sandbox.ethereum.payments import USUAL_FEE, Payment, read_payment
from cointracker_pipeline.sandbox.rows import UNCONFIRMED


def mine(
    chain: EthereumChain,
    blocks: int = 1,
    payments: Sequence[Payment] = (),
    *,
    per_block: int = 0,
    among: Sequence[str] = (),
    confirm_pending: bool = True,
) -> list[str]:
    """Find blocks and return the hashes of their transactions.

    The first block takes what is pending and the given payments; every block also has ``per_block`` random payments
    to or from accounts ``among`` these, or among all. Raises: InputError for a payment of more than there is.
    """
    known = [name.lower() for name in among] or list(chain.accounts)
    if per_block and not known:
        raise InputError("There is no address on ethereum to pay to.")
    waiting = [Payment(deed) for deed in chain.pending] if confirm_pending else []
    Ledger(chain).check([*waiting, *payments])
    if blocks and confirm_pending:
        chain.pending = []
    hashes: list[str | None] = []
    for number in range(blocks):
        chain.height += 1
        first = [*waiting, *payments] if number == 0 else []
        hashes += [put_into_block(chain, payment, chain.height) for payment in first]
        hashes += [put_into_block(chain, _draw_payment(chain, known, one), chain.height) for one in range(per_block)]
    return [tx_hash for tx_hash in hashes if tx_hash]


def put_into_block(chain: EthereumChain, payment: Payment, height: int) -> str | None:
    """Put a deed into a block, behind what is there, and return its hash; what nobody signed has none."""
    deed, place = payment.deed, chain.next_place(height)
    tx_hash = deed.tx_hash
    if deed.kind == "transaction" and not tx_hash:
        tx_hash = make_hash(height, place, chain.clock.forks, deed)
    nonce = chain.count_sent(deed.sender) if deed.sender else 0
    time = chain.clock.time_of(height)
    calls = _number_reward(chain, deed, height) if deed.kind == "reward" else deed.calls
    new = deed._replace(block_id=height, place=place, time=time, tx_hash=tx_hash, nonce=nonce, calls=calls)
    chain.deliver(new, payment.named)
    return tx_hash


def _number_reward(chain: EthereumChain, deed: Deed, height: int) -> tuple[Call, ...]:
    """Return a reward's call with an index of its own: only by that are rewards of one block told apart."""
    account = chain.accounts.get(deed.recipient)
    earlier = account.deeds[bisect_left(account.deeds, height, key=attrgetter("block_id")) :] if account else []
    number = sum(one.kind == "reward" and one.recipient == deed.recipient for one in earlier)
    return (deed.calls[0]._replace(path=str(number)),)


def add_pending(chain: EthereumChain, payment: Payment, time: int | None = None) -> str:
    """Add an unconfirmed transaction and return its hash; ``time`` is when it was first seen.

    Raises: InputError for a payment of more than there is, and for what nobody signs.
    """
    deed, waiting = payment.deed, len(chain.pending)
    if deed.kind != "transaction":
        raise InputError("Rewards and withdrawals do not wait: mine them.")
    Ledger(chain).check([*map(Payment, chain.pending), payment])
    when = chain.now + 1 + waiting if time is None else time
    tx_hash = deed.tx_hash or make_hash("pending", chain.height, waiting, when, deed)
    sent = sum(one.sender == deed.sender for one in chain.pending)
    nonce = (chain.count_sent(deed.sender) if deed.sender else 0) + sent
    chain.pending.append(deed._replace(block_id=UNCONFIRMED, time=when, tx_hash=tx_hash, nonce=nonce))
    chain.meet(deed, payment.named)
    return tx_hash


def drop_pending(chain: EthereumChain, tx_hash: str | None = None) -> int:
    """Forget an unconfirmed transaction, or all, and every later one it paid for; return how many are gone."""
    before = len(chain.pending)
    chain.pending = [deed for deed in chain.pending if tx_hash not in {None, deed.tx_hash}]
    forget_unpaid(chain)
    return before - len(chain.pending)


def forget_unpaid(chain: EthereumChain) -> None:
    """Drop what waits on money that is not there."""
    ledger = Ledger(chain)
    chain.pending = [deed for deed in chain.pending if not ledger.apply(deed)]


def _draw_payment(chain: EthereumChain, known: Sequence[str], number: int) -> Payment:
    """Return a payment to a known account, one in four times from it, if it has enough, and sometimes a deep one."""
    draw = make_key("payment", "ethereum", chain.height, number, chain.clock.forks)
    address, named = known[draw % len(known)], frozenset[str]()
    account = chain.accounts.get(address)
    if account is None:
        named = frozenset({address})
    elif draw >> 32 & 3 == 0 and not account.contract and account.balance > 3 * USUAL_FEE:
        value = account.balance // 3
        return Payment(read_payment({"from": address, "to": outsider(draw), "value": value}).deed)
    value = 1 + (draw >> 34) % 10**18
    if draw >> 32 & 7 == 1:
        contract = outsider(draw, "contract")
        calls = [{"index": "0.1", "from": contract, "to": address, "value": value}]
        return Payment(read_payment({"from": outsider(draw), "to": contract, "calls": calls}).deed, named)
    return Payment(read_payment({"from": outsider(draw), "to": address, "value": value}).deed, named)
