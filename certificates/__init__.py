"""Certificates of standing (资格证明): signed statements, the log that has them, and their verification."""
