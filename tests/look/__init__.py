"""Tests of templates, styles and scripts as files, without servers."""
