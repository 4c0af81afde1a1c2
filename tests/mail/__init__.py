"""Tests of the e-mail channel's pure half."""
