support_address = "help@shop.example.com"
