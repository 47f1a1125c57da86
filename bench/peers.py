def rows(*a):
    return []


rows_of_terraform = rows
