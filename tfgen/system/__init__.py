"""The machine that tfgen runs on: its cache folder, regular files, standard streams."""
