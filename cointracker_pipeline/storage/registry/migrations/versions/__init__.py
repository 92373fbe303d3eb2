"""One file for each form the tables have had, numbered from 0001."""
