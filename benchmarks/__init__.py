"""Measurements that compare, in one run, what this project does with what others need."""
