"""Tests of the web application, through real HTTP."""
