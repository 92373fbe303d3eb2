"""The header of each form as its readers know it, letter by letter; where each is from is said in the form's module."""

HEADERS = {
    "bittytax": (
        "Type,Buy Quantity,Buy Asset,Buy Value in GBP,Sell Quantity,Sell Asset,Sell Value in GBP,"
        "Fee Quantity,Fee Asset,Fee Value in GBP,Wallet,Timestamp,Note"
    ),
    "blockchair": (
        "Tx number,Affected address/xpub,Effect,Ticker,Amount fiat (USD),Asset rate (USD),Date,Transaction hash"
    ),
    "blockchair-extended": (
        "Tx number,Effect,Ticker,Amount fiat (USD),Asset rate (USD),Type,Date,Public key,Wallet address,"
        "Third-party address,Transaction hash"
    ),
    "coinledger": (
        "Date (UTC),Platform (Optional),Asset Sent,Amount Sent,Asset Received,Amount Received,"
        "Fee Currency (Optional),Fee Amount (Optional),Type,Description (Optional),TxHash (Optional)"
    ),
    "cointracker": ("Date,Received Quantity,Received Currency,Sent Quantity,Sent Currency,Fee Amount,Fee Currency,Tag"),
    "cointracking": "Type,Buy,Cur.,Sell,Cur.,Fee,Cur.,Exchange,Group,Comment,Date,Tx-ID",
    "cryptotaxcalculator": (
        "Timestamp (UTC),Type,Base Currency,Base Amount,Quote Currency (Optional),Quote Amount (Optional),"
        "Fee Currency (Optional),Fee Amount (Optional),From (Optional),To (Optional),Blockchain (Optional),"
        "ID (Optional),Description (Optional),Reference Price Per Unit (Optional),Reference Price Currency (Optional)"
    ),
    "koinly": (
        "Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,Fee Currency,"
        "Net Worth Amount,Net Worth Currency,Label,Description,TxHash"
    ),
    "rotki": "Type,Location,Currency,Amount,Fee,Fee Currency,Description,Timestamp",
    "tokentax": "Type,BuyAmount,BuyCurrency,SellAmount,SellCurrency,FeeAmount,FeeCurrency,Exchange,Group,Comment,Date",
}
