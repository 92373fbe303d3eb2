"""How the home and its stores are: what the doctor prints and the web shows."""
