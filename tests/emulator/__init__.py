"""AWS emulated by moto in a process of its own, with its defects that stop the real provider
mended."""
