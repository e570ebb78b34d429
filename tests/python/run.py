"""Runs every test of this folder; what became of them goes to the standard output."""

import sys
import unittest
from pathlib import Path

suite = unittest.defaultTestLoader.discover(Path(__file__).parent)
result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
sys.exit(not result.wasSuccessful())
