"""Communes, their contours and town halls, and the several zonings laid over them."""
