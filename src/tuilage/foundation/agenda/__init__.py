"""Appointments, who is on duty, when somebody is free: time, shared by every room above."""
