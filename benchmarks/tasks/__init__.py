"""What is measured: each file is one piece of work that runs in a process of its own and prints JSON."""
