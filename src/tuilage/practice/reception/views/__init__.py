"""The web face of reception: receiving, handling a request, diagnosing, the list, the framework for emergencies."""
