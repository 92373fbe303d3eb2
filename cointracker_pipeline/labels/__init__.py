"""Labels of wallets in a form that other wallets read and write: BIP-329."""
