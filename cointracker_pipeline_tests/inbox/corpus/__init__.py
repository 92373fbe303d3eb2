"""Files of every kind that people drop, and of some that only an attacker makes; each is made when it is asked for."""
